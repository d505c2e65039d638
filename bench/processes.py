"""Commands as cold processes: their environment, their time, and the most memory they held."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

NOT_A_REPS = (
    "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPATH",
    "FIELDLOG_HOME",
    "FIELDLOG_PASSPHRASE",
    "NO_COLOR",
)

# The kernel counts what a process held before it became another program: a small one starts the command.
_LAUNCHER = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def clean_environment() -> dict[str, str]:
    """Return this shell's environment without what changes how Python and fieldlog run."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_A_REPS}
    return {**kept, "FIELDLOG_LANG": "zh"}


def cold(
    command: Sequence[str], surroundings: Mapping[str, str] = {}, expected: int = 0
) -> Callable[[], None]:
    """Return work that runs a command to its end without its output; an unexpected exit code is an error."""
    environment = {**clean_environment(), **surroundings}

    def run() -> None:
        done = subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        if done.returncode != expected:
            raise RuntimeError(f"{command}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")

    return run


def peak_memory(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, float]:
    """Return the exit code of a command and the most memory it held, in megabytes (Linux and macOS)."""
    done = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCHER, *command],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    code, peak = map(int, done.stdout.split())
    return code, peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
