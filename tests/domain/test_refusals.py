"""Every reason for which the server puts a save aside has its sentence and its next step."""

import re
from pathlib import Path

from fieldlog.domain.refusals import REASONS, UNKNOWN, reason_of

CORE = Path(__file__).resolve().parents[2] / "sync_server" / "core"
_CODE = re.compile('"([a-z]+(?:-[a-z]+)+)"')


def codes_of_the_server() -> set[str]:
    """Return what looks like a code in the modules that judge saves."""
    paths = [CORE / "lines.py", CORE / "push.py", CORE.parents[1] / "fieldlog" / "domain" / "saves.py"]
    rights = (CORE / "rights.py").read_text(encoding="utf-8").partition("def find_breach")[2]
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return {code for text in (*texts, rights) for code in _CODE.findall(text)}


def test_every_code_of_the_server_has_a_reason_and_a_next_step() -> None:
    found = codes_of_the_server()
    assert {"foreign-scope", "late-too-long", "gid-reused", "hash-differs", "written-once"} <= found
    assert found - REASONS.keys() == set()


def test_a_code_of_a_newer_server_has_a_next_step_too() -> None:
    assert reason_of("from-the-future") is UNKNOWN
    assert all(one.why and one.next_step for one in (*REASONS.values(), UNKNOWN))
