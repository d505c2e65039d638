"""The list of conflicts is exactly the fields with more than one distinct live value."""

from hypothesis import given
from hypothesis import strategies as st

from fieldlog.domain.conflicts import find_conflicts, has_conflict
from fieldlog.domain.documents import Document, Part, field_names, read_register
from fieldlog.domain.registers import distinct_values, live_writes

OPS = [f"op{n}" for n in range(6)]
FIELDS = ("name", "address")


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document that several saves wrote without knowing of each other, or knowing."""
    parts = {}
    for number in range(draw(st.integers(1, 5))):
        writes = {
            field: (
                f"{field}-{OPS[number]}",
                draw(st.sampled_from(['"a"', '"b"', "null"])),
                tuple(f"{field}-{op}" for op in draw(st.lists(st.sampled_from(OPS[:number]), max_size=3)))
                if number
                else (),
            )
            for field in draw(st.lists(st.sampled_from(FIELDS), unique=True, min_size=1))
        }
        at = draw(st.sampled_from(["2026-11-18T06:00:00Z", "1990-01-01T00:00:00Z"]))
        parts[f"gid{number}"] = Part(at, "小王", draw(st.none() | st.integers(1, 9)), writes)
    return Document("d", "customer:c", "customer", 1, parts)


@given(documents())
def test_exactly_the_fields_with_several_live_values_are_listed(document: Document) -> None:
    expected = {
        field: set(distinct_values(live_writes(read_register(document, field))))
        for field in field_names(document)
    }
    conflicts = find_conflicts(document)
    assert {one.field: {claim.value for claim in one.claims} for one in conflicts} == {
        field: values for field, values in expected.items() if len(values) > 1
    }
    assert has_conflict(document) == bool(conflicts)
    for one in conflicts:
        assert [claim.number for claim in one.claims] == list(range(1, len(one.claims) + 1))
        assert set(one.ops) == {write.op for write in live_writes(read_register(document, one.field))}
        assert sum(len(claim.voices) for claim in one.claims) == len(one.ops)
