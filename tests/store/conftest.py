"""Disks of a few megabytes, which fill up and can be made read-only."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


class SmallDisk:
    """A file system of its own in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, free_bytes: int = 0) -> None:
        """Leave at most so many bytes free, in whole pages."""
        with self._ballast.open("ab") as file:
            while (size := shutil.disk_usage(self.folder).free - free_bytes) > 0:
                file.write(bytes(min(size, 65536)))
                file.flush()

    def make_room(self) -> None:
        """Take away what ``fill`` wrote."""
        self._ballast.unlink()

    def forbid_writing(self) -> None:
        """Make the disk read-only, for root too."""
        _mount("-o", "remount,ro", str(self.folder))


class LockableFolder:
    """A folder that its owner can make read-only for himself; for root that takes a disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def forbid_writing(self) -> None:
        """Take the right to write away, below too."""
        for path in (self.folder, *self.folder.rglob("*")):
            path.chmod(0o500 if path.is_dir() else 0o400)

    def allow_writing(self) -> None:
        """Give it back, so that the folder can be removed."""
        for path in (self.folder, *self.folder.rglob("*")):
            path.chmod(0o700)


Lockable = SmallDisk | LockableFolder


@pytest.fixture
def lockable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lockable]:
    """An empty folder that can be made read-only for whoever runs the tests."""
    if os.name != "posix":
        pytest.skip("folders are not read-only by their mode here")
    if os.geteuid() == 0:
        yield request.getfixturevalue("small_disk")
        return
    folder = LockableFolder(tmp_path / "locked")
    folder.folder.mkdir()
    try:
        yield folder
    finally:
        folder.allow_writing()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """An empty disk of three megabytes; skipped where tests may not mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.name != "posix" or not _mount("-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)):
        pytest.skip("only root can mount a small disk here")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _mount(*arguments: str) -> bool:
    return (
        bool(shutil.which("mount"))
        and subprocess.run(["mount", *arguments], capture_output=True).returncode == 0
    )
