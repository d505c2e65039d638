"""The frame of the command line: languages, global options, help, usage errors, streams."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fieldlog.cli.commands import COMMANDS
from tests.cli.conftest import RunCommand

ROOT = Path(__file__).parents[2]


def _run_process(*words: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from fieldlog.cli.main import run; run()", *words]
    return subprocess.run(
        command, capture_output=True, check=False, env={**os.environ, **environ}, cwd=ROOT, timeout=60
    )


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_explains_itself_with_an_example(command: RunCommand, name: str, language: str) -> None:
    answer = command(*name.split(), "--help", "--lang", language)
    assert answer.code == 0
    assert f"fieldlog {name}" in answer.out
    assert {"zh": "例子", "en": "Example"}[language] in answer.out
    assert answer.err == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_lists_every_command(command: RunCommand, language: str) -> None:
    answer = command("--lang", language)
    assert answer.code == 0
    for name in COMMANDS:
        assert f"  {name} " in answer.out


def test_a_noun_alone_lists_its_commands(command: RunCommand) -> None:
    answer = command("visit")
    assert "visit start" in answer.out
    assert "promise keep" not in answer.out


def test_global_options_stand_before_or_after_the_command(command: RunCommand, tmp_path: Path) -> None:
    home = str(tmp_path / "elsewhere")
    before = command("--home", home, "--lang=zh", "--json", "overdue")
    after = command("overdue", f"--home={home}", "--json", "--lang", "zh")
    assert before == after
    assert before.code == 3
    assert home in before.err


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("visit", "dance"),
        ("overdue", "--nonsense"),
        ("overdue", "extra"),
        ("--lang", "fr", "overdue"),
        ("--home",),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_command_line_is_exit_2_and_says_where_to_look(
    command: RunCommand, words: tuple[str, ...], language: str
) -> None:
    answer = command(*words, FIELDLOG_LANG=language)
    assert answer.code == 2
    assert answer.out == ""
    assert "fieldlog --help" in answer.err
    assert "Traceback" not in answer.err


def test_the_language_follows_the_option_then_the_variable_then_the_locale() -> None:
    chinese = "没有".encode()
    assert chinese in _run_process("nonsense", "--lang", "zh", FIELDLOG_LANG="en").stderr
    assert chinese in _run_process("nonsense", FIELDLOG_LANG="zh", LANG="en_US.UTF-8").stderr
    assert chinese not in _run_process("nonsense", LANG="en_US.UTF-8").stderr


def test_output_is_utf_8_under_every_code_page() -> None:
    answer = _run_process("nonsense-蓝", FIELDLOG_LANG="zh", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    assert "nonsense-蓝" in answer.stderr.decode("utf-8")


def test_a_reader_that_leaves_early_is_no_error_message() -> None:
    script = f"{sys.executable} -c 'from fieldlog.cli.main import run; run()' --help | true; echo done"
    answer = subprocess.run(
        ["sh", "-c", script],
        capture_output=True,
        check=True,
        cwd=ROOT,
        timeout=60,
        env={**os.environ, "FIELDLOG_LANG": "en"},
    )
    assert answer.stdout == b"done\n"
    assert b"Traceback" not in answer.stderr
    assert b"BrokenPipe" not in answer.stderr


def test_version(command: RunCommand) -> None:
    assert command("--version").out.startswith("fieldlog 0.")


def test_a_defect_is_neither_fine_nor_found(command: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "overdue", "overdue:NOT_THERE")
    answer = command("overdue")
    assert answer.code == 70
    assert "defect" in answer.err


def test_json_holds_no_sign_that_commands_a_terminal_and_reads_back_as_it_was(rep: RunCommand) -> None:
    hostile = "\x1b[31m\x9b31m\x7f红"
    rep("customer", "add", "李明朗")
    start = ("visit", "start", "李明朗", "--purpose", hostile, "--json")
    answer = rep(*start)
    assert answer.json()["purpose"] == hostile
    assert not set("\x1b\x9b\x7f") & set(answer.out)
    assert "红" in answer.out
