import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from fieldlog.domain.errors import (
    StoreBusyError,
    StoreError,
    StoreFullError,
    StoreMissingError,
    StoreReadOnlyError,
)
from fieldlog.store.files import file_lock, translate_os_error, write_atomically

POSIX = pytest.mark.skipif(os.name == "nt", reason="file modes, limits and kill -9 are POSIX")

WRITE = """
import sys
from pathlib import Path
from fieldlog.domain.errors import StoreError
from fieldlog.store.files import write_atomically
try:
    write_atomically(Path(sys.argv[1]), b"new" * 100_000)
except StoreError as error:
    print(type(error).__name__)
else:
    print("written")
"""


def run_python(code: str, *arguments: str, prefix: tuple[str, ...] = ()) -> str:
    command = [*prefix, sys.executable, "-c", code, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_written_file_holds_exactly_the_bytes(tmp_path: Path) -> None:
    target = tmp_path / "keys.json"
    write_atomically(target, b"old\r\n\x1a\x00")
    assert target.read_bytes() == b"old\r\n\x1a\x00"
    write_atomically(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


@POSIX
def test_a_written_file_is_for_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "keys.json"
    target.write_bytes(b"old")
    target.chmod(0o644)
    write_atomically(target, b"new")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError) as caught:
        write_atomically(tmp_path / "absent" / "keys.json", b"new")
    assert "absent" in str(caught.value)


@POSIX
def test_a_full_disk_keeps_the_old_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "keys.json"
    target.write_bytes(b"old")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
    assert run_python(limit + WRITE, str(target)) == "StoreFullError"
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


@POSIX
def test_a_read_only_folder_is_reported_and_left_alone(tmp_path: Path) -> None:
    prefix = without_root_power()
    target = tmp_path / "keys.json"
    target.write_bytes(b"old")
    tmp_path.chmod(0o500)
    try:
        assert run_python(WRITE, str(target), prefix=prefix) == "StoreReadOnlyError"
    finally:
        tmp_path.chmod(0o700)
    assert target.read_bytes() == b"old"
    assert run_python(WRITE, str(target), prefix=prefix) == "written"


def without_root_power() -> tuple[str, ...]:
    """What to put before a command so that file modes bind it, even when root runs the tests."""
    if os.geteuid() != 0:
        return ()
    tool = shutil.which("setpriv")
    if tool is None:
        pytest.skip("root without setpriv: file modes do not bind")
    return (tool, "--bounding-set=-all", "--inh-caps=-all")


@POSIX
@pytest.mark.parametrize("delay", [0.0, 0.003, 0.011, 0.027])
def test_kill_during_writes_leaves_a_whole_file(tmp_path: Path, delay: float) -> None:
    target = tmp_path / "keys.json"
    target.write_bytes(b"a" * 200_000)
    code = """
import sys
from pathlib import Path
from fieldlog.store.files import write_atomically
print("ready", flush=True)
while True:
    for letter in (b"a", b"b"):
        write_atomically(Path(sys.argv[1]), letter * 200_000)
"""
    command = [sys.executable, "-c", code, str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        threading.Event().wait(delay)
        writer.send_signal(signal.SIGKILL)
    assert target.read_bytes() in (b"a" * 200_000, b"b" * 200_000)


def test_a_lock_keeps_a_second_thread_out_until_it_is_released(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with file_lock(path):
        assert lock_in_thread(path, timeout=0.0) == "busy"
    assert lock_in_thread(path, timeout=0.0) == "held"


def lock_in_thread(path: Path, timeout: float) -> str:
    answers: list[str] = []

    def take() -> None:
        try:
            with file_lock(path, timeout):
                answers.append("held")
        except StoreBusyError:
            answers.append("busy")

    thread = threading.Thread(target=take)
    thread.start()
    thread.join()
    return answers[0]


def test_a_lock_waits_for_the_one_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    held = threading.Event()
    order: list[str] = []

    def hold() -> None:
        with file_lock(path):
            held.set()
            threading.Event().wait(0.1)
            order.append("first")

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    with file_lock(path, timeout=60.0):
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


def test_a_lock_is_released_when_its_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with pytest.raises(KeyError), file_lock(path):
        raise KeyError
    with file_lock(path, timeout=0.0):
        pass


def test_a_lock_of_another_process_is_seen_and_ends_with_its_death(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = """
import sys
from pathlib import Path
from fieldlog.store.files import file_lock
with file_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(StoreBusyError), file_lock(path, timeout=0.05):
            pass
        holder.kill()
        holder.wait()
        with file_lock(path, timeout=0.0):
            pass


def test_a_lock_in_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError), file_lock(tmp_path / "absent" / "lock"):
        pass


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, StoreFullError),
        (errno.EDQUOT, StoreFullError),
        (errno.EFBIG, StoreFullError),
        (errno.EACCES, StoreReadOnlyError),
        (errno.EPERM, StoreReadOnlyError),
        (errno.EROFS, StoreReadOnlyError),
        (errno.ENOENT, StoreMissingError),
        (errno.ENOTDIR, StoreMissingError),
        (errno.EBUSY, StoreBusyError),
        (errno.EIO, StoreError),
        (errno.EISDIR, StoreError),
    ],
)
def test_a_system_error_becomes_the_store_error_that_fits(number: int, expected: type[StoreError]) -> None:
    translated = translate_os_error(OSError(number, os.strerror(number)), Path("keys.json"))
    assert type(translated) is expected
    assert "keys.json" in str(translated)
    assert translated.hint


def test_a_file_that_windows_says_is_in_use_is_busy() -> None:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = 32  # type: ignore[attr-defined, unused-ignore]
    assert type(translate_os_error(error, Path("keys.json"))) is StoreBusyError


def test_a_system_error_without_number_is_still_explained() -> None:
    assert "odd" in str(translate_os_error(OSError("odd"), Path("keys.json")))
