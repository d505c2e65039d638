"""People around a customer as they are typed: a name, a colon and the relation."""

from collections.abc import Iterable

from fieldlog.domain.problems import Problem
from fieldlog.domain.views import FamilyMember


def read_member(text: str) -> tuple[str, str] | Problem:
    """Read one member, such as ``王芳:女儿``: the name and the relation."""
    name, _, relation = (part.strip() for part in text.replace("：", ":").partition(":"))
    if not name or not relation:
        return Problem("family", "relation-missing", {"words": text[:40]})
    return name, relation


def write_member(member: FamilyMember) -> str:
    """Write a member as it is typed, on one line."""
    words = f"{member.name}:{member.relation}" if member.relation else member.name
    return " ".join(words.splitlines())


def read_members(text: str, known: Iterable[FamilyMember] = ()) -> list[tuple[str, str] | Problem]:
    """Read one member a line; a line that stands as a known member was written means just that one, whatever
    is in its name.
    """
    written = {write_member(one): (one.name, one.relation) for one in known}
    lines = (line.strip() for line in text.split("\n"))
    return [written[line] if line in written else read_member(line) for line in lines if line]
