"""The practice office: from the command to the line that says where it is, a year of two teams made up."""

import os
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.measuring import RESULTS, Row, report, timing_of
from bench.offices import CHECKOUT, PROGRAM
from bench.processes import clean_environment

TIMES, MOST_SECONDS = 3, 20
READY = "http://127.0.0.1:"


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    seconds = []
    for _ in range(TIMES):
        with TemporaryDirectory(dir=RESULTS, prefix="demo-") as folder:
            seconds.append(ready_after(Path(folder)))
    slowest = max(seconds)
    work = f"fieldlog-server demo, exec to ready, slowest of {TIMES}"
    row = Row(work, f"{slowest:.1f} s", f"<= {MOST_SECONDS} s", slowest <= MOST_SECONDS)
    report("demo", [row], {"fieldlog-server demo, exec to ready": timing_of(seconds)})


def ready_after(folder: Path) -> float:
    """Return after how many seconds a new practice office has told its address."""
    environment = {**clean_environment(), "HOME": str(folder), "TMPDIR": str(folder)}
    begun = perf_counter()
    process = subprocess.Popen(
        [*PROGRAM, "demo", "--port", "0"],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = next((one for one in process.stdout if READY in one), None)
        taken = perf_counter() - begun
    finally:
        process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        process.communicate(timeout=60)
    if line is None:
        raise RuntimeError("the practice office did not start")
    return taken


if __name__ == "__main__":
    main()
