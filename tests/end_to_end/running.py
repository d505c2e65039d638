"""Running the installed command line in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.store.stores import CHECKOUT


class Answer(NamedTuple):
    """Exit code, stdout and stderr of a command."""

    code: int
    out: str
    err: str


def run_fieldlog(home: Path, *words: str, **environ: str) -> Answer:
    """Run ``fieldlog`` in English on a folder; without a terminal."""
    variables = {**os.environ, "FIELDLOG_HOME": str(home), "FIELDLOG_LANG": "en", **environ}
    program = "from fieldlog.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=CHECKOUT,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    return Answer(done.returncode, done.stdout, done.stderr)
