"""fieldlog as a rep has it: installed by pip, not in place of the checkout, with its bytecode compiled.

The virtual environment of the checkout finds the package through a hook that setuptools puts into every
start of Python; a rep's has none.
"""

import shutil
import subprocess
import sys
import venv
from pathlib import Path
from sysconfig import get_path
from tempfile import TemporaryDirectory

CHECKOUT = Path(__file__).parent.parent
ENVIRONMENT = Path(__file__).parent / "peers" / "installed"
COMMANDS = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin")
SOURCES = ("fieldlog", "pyproject.toml", "README.md")


def install_fieldlog() -> Path:
    """Install the checkout as it is now, with this environment's dependencies; return the command's file."""
    if not (COMMANDS / "python").exists():
        venv.create(ENVIRONMENT, with_pip=False, symlinks=sys.platform != "win32")
    packages = _packages()
    (packages / "dependencies.pth").write_text(get_path("purelib") + "\n", "utf-8")
    with TemporaryDirectory() as folder:
        _copy_sources(Path(folder))
        _run_python(
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-compile",
            "--disable-pip-version-check",
            "--root-user-action=ignore",
            "--force-reinstall",
            folder,
        )
    _run_python("-m", "compileall", "-q", str(packages / "fieldlog"))
    subprocess.run(
        [sys.executable, "-m", "compileall", "-q", get_path("purelib")],
        check=False,
        stdout=subprocess.DEVNULL,
    )
    return COMMANDS / "fieldlog"


def _packages() -> Path:
    found = _run_python("-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
    return Path(found.strip())


def _run_python(*words: str) -> str:
    command = [str(COMMANDS / "python"), *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _copy_sources(folder: Path) -> None:
    for name in SOURCES:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy(source, folder / name)
