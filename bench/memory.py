"""The most memory that ``fieldlog today`` holds with 25,000 visits stored."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.installed import COMMANDS, install_fieldlog
from bench.measuring import RESULTS, Row, report
from bench.processes import clean_environment, peak_memory
from bench.stores import open_home, prepared_home
from bench.territory import Shape

SHAPE = Shape(customers=125, visits=200, promises=25, overdue=120)
RUNS = 5


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    command = [str(install_fieldlog()), "--home"]
    with TemporaryDirectory(dir=RESULTS, prefix="memory-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(prepared_home("memory", SHAPE), home)
        found = {
            "python -c pass, MB": peaks([str(COMMANDS / "python"), "-c", "pass"]),
            "fieldlog today, MB": peaks([*command, str(home), "today"]),
        }
        make_stale(home)
        found["fieldlog today, first of a week (all customers evaluated), MB"] = peaks(
            [*command, str(home), "today"], 1
        )
    today, first = (
        found["fieldlog today, MB"],
        found["fieldlog today, first of a week (all customers evaluated), MB"],
    )
    rows = [
        Row("peak memory of fieldlog today, 25,000 visits", f"{today:.0f} MB", "<= 80 MB", today <= 80),
        Row("the same, first start of a week", f"{first:.0f} MB", "<= 80 MB", first <= 80),
    ]
    report("memory", rows, {name: round(value, 1) for name, value in found.items()})


def peaks(command: list[str], runs: int = RUNS) -> float:
    """Return the greatest of several peaks, in megabytes."""
    environment = clean_environment()
    found = [peak_memory(command, environment) for _ in range(runs)]
    if any(code != 0 for code, _ in found):
        raise RuntimeError(f"{command}: exit codes {[code for code, _ in found]}")
    return max(peak for _, peak in found)


def make_stale(home: Path) -> None:
    """Let a store look as if it had last been evaluated long ago."""
    with open_home(home) as store, store.writing():
        store.write_progress(store.progress()._replace(through="2000-01-02"))


if __name__ == "__main__":
    main()
