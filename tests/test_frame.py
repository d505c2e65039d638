"""The project frame: locks that name no host, commands that exist, and a start that says what is missing."""

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import NetworkForbiddenError

CHECKOUT = Path(__file__).resolve().parent.parent
LOCKS = sorted((CHECKOUT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
NOT_OURS = {"build", "dist", "docs", "practice", "requirements"}


def pins(lock: str) -> dict[str, str]:
    """Each line of a lock that pins a package: the text before its hashes, by the package's name."""
    text = (CHECKOUT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return {line: line.split("==")[0] for line in re.findall(r"^([a-z0-9.-]+==.+) \\$", text, re.MULTILINE)}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~ ;\[]", requirement)[0] for requirement in requirements}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_host_and_no_option_but_hashes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert set(re.findall(r"--[a-z-]+|(?<=\s)-[a-z]", text)) == {"--hash"}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_pin_of_a_lock_has_a_hash(path: Path) -> None:
    entries = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
    assert entries
    for entry in entries:
        assert re.fullmatch(r"[a-z0-9.-]+==[^\n]+ \\(\n    --hash=sha256:[0-9a-f]{64}( \\)?)+", entry), entry


def test_the_run_lock_pins_every_dependency_of_the_project() -> None:
    wanted = names(PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"])
    assert wanted - set(pins("run").values()) == set()


def test_the_test_lock_pins_every_tool_and_everything_of_the_run_lock() -> None:
    assert names(PROJECT["dependency-groups"]["test"]) - set(pins("test").values()) == set()
    # Where the tests need a package on more versions of Python than a rep does, its marker is a wider one.
    run, test = ({pin.partition(";")[0].strip() for pin in pins(lock)} for lock in ("run", "test"))
    assert run - test == set()


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    for target in ("run", "test"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_folder_with_python_code_is_checked_by_mypy() -> None:
    folders = {path.parent.name for path in CHECKOUT.glob("*/*.py") if not path.parent.name.startswith(".")}
    assert set(PROJECT["tool"]["mypy"]["packages"]) == folders - NOT_OURS


def test_the_continuous_check_runs_the_tests() -> None:
    script = CHECKOUT / ".ci" / "run"
    assert script.stat().st_mode & stat.S_IXUSR
    assert "make test" in script.read_text(encoding="utf-8")


def test_a_test_cannot_reach_another_machine_but_this_one() -> None:
    with pytest.raises(NetworkForbiddenError):
        socket.getaddrinfo("example.org", 443)
    with socket.socket() as caller, pytest.raises(NetworkForbiddenError):
        caller.connect(("192.0.2.1", 9))
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_a_test_has_an_empty_home_of_its_own_and_no_setting_of_fieldlog(clean_environment: Path) -> None:
    assert Path.home() == clean_environment
    assert list(clean_environment.iterdir()) == []
    assert [name for name in os.environ if name.startswith("FIELDLOG_")] == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing in it but what prepares the environment."""
    (tmp_path / "tools").mkdir()
    shutil.copy(CHECKOUT / "tools" / "environment.sh", tmp_path / "tools")
    return tmp_path


def python_that(folder: Path, name: str, answer: str) -> Path:
    """An interpreter that gives the answer when it is asked for venv, and is the real one otherwise."""
    path = folder / name
    path.write_text(
        f'#!/bin/sh\ncase "$*" in *venv*) {answer};; esac\nexec "{sys.executable}" "$@"\n', encoding="utf-8"
    )
    path.chmod(0o755)
    return path


def prepare(checkout: Path, command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(checkout / "tools" / "environment.sh"), command],
        env={**os.environ, **environ},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_python_without_venv_is_named_in_both_languages_with_the_way_out(checkout: Path) -> None:
    python = python_that(checkout, "python-without-venv", "exit 1")
    done = prepare(checkout, "run", PYTHON=str(python))
    assert done.returncode == 3
    assert "不能建立虚拟环境" in done.stderr
    assert "cannot make a virtual environment" in done.stderr
    assert "apt install python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_venv_that_fails_halfway_leaves_nothing_behind(checkout: Path) -> None:
    (checkout / "requirements").mkdir()
    python = python_that(checkout, "python-half", '[ "$1" = -c ] && exit 0; mkdir -p .venv/bin; exit 1')
    done = prepare(checkout, "run", PYTHON=str(python))
    assert done.returncode == 3
    assert "apt install python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_that_is_too_old_is_refused_in_both_languages(checkout: Path) -> None:
    old = checkout / "python-old"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    done = prepare(checkout, "test", PYTHON=str(old))
    assert done.returncode == 1
    assert "需要 Python 3.11" in done.stderr
    assert "Python 3.11 or newer is needed" in done.stderr
    assert str(old) in done.stderr


def test_the_first_python_on_the_path_that_can_make_environments_is_taken(checkout: Path) -> None:
    folder = checkout / "bin"
    folder.mkdir()
    python_that(folder, "python3.13", "exit 1")
    python_that(folder, "python3.12", "exit 0")
    done = prepare(checkout, "find", PYTHON="", PATH=f"{folder}{os.pathsep}{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == (0, "python3.12\n")
