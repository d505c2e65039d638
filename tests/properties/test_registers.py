"""The laws of a register: what writes say together, in whatever order and how often they arrive."""

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldlog.domain.registers import (
    Register,
    Write,
    distinct_values,
    gather,
    is_conflict,
    live_writes,
    merge,
    ops_to_name,
    shown_write,
)

OPS = [f"op{number}" for number in range(8)]
VALUES = st.sampled_from(['"a"', '"b"', "1", "1.0", "null"])
TIMES = st.sampled_from(["2000-01-01T00:00:00Z", "2026-11-22T02:00:00Z", "2099-12-31T23:59:59Z"])
few = settings(max_examples=120)


@st.composite
def histories(draw: st.DrawFn) -> list[Write]:
    """Writes as devices make them, over some of those before them; the accepted ones have numbers."""
    writes: list[Write] = []
    for number, op in enumerate(OPS[: draw(st.integers(0, len(OPS)))]):
        over = tuple(one.op for one in writes if draw(st.booleans()))
        seq = number + 1 if draw(st.booleans()) else None
        writes.append(Write(op, draw(VALUES), over, draw(TIMES), "rep", seq))
    return writes


arbitrary_writes = st.builds(
    Write,
    op=st.sampled_from(OPS[:4]),
    value=VALUES,
    over=st.lists(st.sampled_from(OPS[:5]), max_size=3).map(tuple),
    at=TIMES,
    by=st.sampled_from(["ann", "bo"]),
    seq=st.none() | st.integers(1, 3),
)
forged_registers = st.lists(arbitrary_writes, max_size=6).map(gather)


def gathered(writes: Iterable[Write]) -> Register:
    """Merge one write after the other, as they arrive."""
    found: Register = {}
    for write in writes:
        found = merge(found, {write.op: write})
    return found


@few
@given(forged_registers, forged_registers, forged_registers)
def test_merging_is_order_free_idempotent_and_associative_even_for_forged_writes(
    one: Register, two: Register, three: Register
) -> None:
    assert merge(one, two) == merge(two, one)
    assert merge(one, one) == one
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


@few
@given(histories(), st.randoms(use_true_random=False), st.data())
def test_order_and_repetition_of_arrival_change_nothing(
    writes: list[Write], chance: object, data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(writes), max_size=5)) if writes else []
    arrived = data.draw(st.permutations([*writes, *again]))
    assert gathered(arrived) == gathered(writes)


@few
@given(histories(), st.lists(TIMES, min_size=len(OPS), max_size=len(OPS)))
def test_no_clock_decides_what_is_live_or_shown(writes: list[Write], times: list[str]) -> None:
    right = gathered(writes)
    wrong = gathered(write._replace(at=at) for write, at in zip(writes, times, strict=False))
    assert [one.op for one in live_writes(wrong)] == [one.op for one in live_writes(right)]
    shown, shown_wrong = shown_write(right), shown_write(wrong)
    assert (shown and shown.op) == (shown_wrong and shown_wrong.op)


@few
@given(histories())
def test_a_write_disappears_only_when_another_write_names_it(writes: list[Write]) -> None:
    live = {write.op for write in live_writes(gathered(writes))}
    for write in writes:
        is_named = any(write.op in other.over for other in writes if other is not write)
        assert (write.op in live) != is_named


@few
@given(histories(), arbitrary_writes)
def test_a_new_write_never_hides_one_that_its_author_did_not_see(writes: list[Write], new: Write) -> None:
    new = new._replace(op="new")
    before, after = gathered(writes), gathered([*writes, new])
    gone = {one.op for one in live_writes(before)} - {one.op for one in live_writes(after)}
    assert gone <= set(new.over)
    assert "new" in {one.op for one in live_writes(after)}


@few
@given(forged_registers)
def test_a_conflict_is_more_than_one_distinct_live_value(register: Register) -> None:
    values = {write.value for write in live_writes(register)}
    assert is_conflict(register) == (len(values) > 1)
    assert distinct_values(live_writes(register)) == tuple(sorted(values))


@few
@given(histories())
def test_the_own_unsent_write_is_shown_else_the_highest_server_number(writes: list[Write]) -> None:
    register = gathered(writes)
    live, shown = live_writes(register), shown_write(register)
    if not live:
        assert shown is None
        return
    assert shown in live
    unsent = [write for write in live if write.seq is None]
    if unsent:
        assert shown in unsent
    else:
        assert shown is not None
        assert shown.seq == max(write.seq or 0 for write in live)


@few
@given(histories())
def test_writing_over_all_that_is_live_leaves_one_value(writes: list[Write]) -> None:
    register = gathered(writes)
    over = ops_to_name(register, [write.op for write in live_writes(register)])
    after = merge(register, {"new": Write("new", '"new"', over, "", "rep")})
    assert [write.op for write in live_writes(after)] == ["new"]
    assert not is_conflict(after)


@st.composite
def own_edits(draw: st.DrawFn) -> tuple[list[Write], list[Write]]:
    """Accepted writes, then edits of this laptop one after the other, each by a form that showed all."""
    accepted = [
        Write(f"s{number}", f'"s{number}"', (), "", "other", number + 1)
        for number in range(draw(st.integers(0, 3)))
    ]
    own: list[Write] = []
    for number in range(draw(st.integers(1, 4))):
        register = gather((*accepted, *own))
        seen = [write.op for write in live_writes(register)]
        own.append(Write(f"own{number}", f'"own{number}"', ops_to_name(register, seen), "", "rep"))
    return accepted, own


@few
@given(own_edits(), st.data())
def test_what_a_refused_own_write_stood_over_does_not_come_back(
    edits: tuple[list[Write], list[Write]], data: st.DataObject
) -> None:
    accepted, own = edits
    refused = data.draw(st.sets(st.sampled_from(own[:-1]))) if len(own) > 1 else set()
    register = gather((*accepted, *(write for write in own if write not in refused)))
    assert [write.op for write in live_writes(register)] == [own[-1].op]


def test_without_its_own_rule_a_refused_write_would_bring_the_old_value_back() -> None:
    first = Write("s", '"old"', (), "", "other", 1)
    refused = Write("own1", '"mine"', ("s",), "", "rep")
    naive = Write("own2", '"mine, corrected"', ("own1",), "", "rep")
    assert is_conflict(gather((first, naive)))
    assert ops_to_name(gather((first, refused)), ["own1"]) == ("own1", "s")


def test_an_own_write_that_has_its_number_is_named_alone() -> None:
    first = Write("s", '"old"', (), "", "other", 1)
    accepted = Write("own1", '"mine"', ("s",), "", "rep", 2)
    assert ops_to_name(gather((first, accepted)), ["own1"]) == ("own1",)


def test_a_number_arriving_later_keeps_the_write_and_both_orders_agree() -> None:
    unsent = Write("op", '"a"', (), "2026-11-22T02:00:00Z", "rep")
    numbered = unsent._replace(seq=7)
    assert (
        merge({"op": unsent}, {"op": numbered}) == {"op": numbered} == merge({"op": numbered}, {"op": unsent})
    )


def test_equal_values_written_apart_are_no_conflict() -> None:
    register = gather((Write("a", '"x"', (), "", "ann", 1), Write("b", '"x"', (), "", "bo", 2)))
    assert len(live_writes(register)) == 2
    assert not is_conflict(register)


def test_a_forged_write_that_names_itself_stays() -> None:
    register = gather((Write("a", '"x"', ("a",), "", "ann", 1),))
    assert [write.op for write in live_writes(register)] == ["a"]


def test_an_empty_register_shows_nothing() -> None:
    assert shown_write({}) is None
    assert live_writes({}) == ()
    assert not is_conflict({})
