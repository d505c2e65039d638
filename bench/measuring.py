"""Measuring: medians and spreads of things that take turns, and where the figures are kept."""

import json
import os
import platform
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, NamedTuple

RESULTS = Path(__file__).parent / "results"


class Timing(NamedTuple):
    """Median, the quartiles around it and the best, all in seconds, of so many runs."""

    median: float
    low: float
    high: float
    best: float
    runs: int

    def __str__(self) -> str:
        low, high, best = (f"{seconds * 1000:.3g}" for seconds in (self.low, self.high, self.best))
        return f"{self.median * 1000:.3g} ms ({low} to {high}, best {best}, {self.runs} runs)"


def take_turns(
    contestants: Mapping[str, Callable[[], object]], runs: int, warm_ups: int = 1
) -> dict[str, Timing]:
    """Run the contestants one after the other, again and again, so that a disturbance meets them alike."""
    for _ in range(warm_ups):
        for run in contestants.values():
            run()
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(runs):
        for name, run in contestants.items():
            begun = perf_counter()
            run()
            seconds[name].append(perf_counter() - begun)
    return {name: timing_of(values) for name, values in seconds.items()}


def timing_of(seconds: list[float]) -> Timing:
    """Return the median and the quartiles of at least two measurements."""
    low, _, high = quantiles(seconds, n=4, method="inclusive")
    return Timing(median(seconds), low, high, min(seconds), len(seconds))


class Row(NamedTuple):
    """One line of the table: the work, what came out, its target (if any) and whether it was reached."""

    work: str
    measured: str
    target: str = ""
    reached: bool | None = None


def report(name: str, rows: list[Row], details: Mapping[str, Any]) -> None:
    """Print the rows and keep them with their absolute values in ``results/NAME.json``."""
    for row in rows:
        verdict = "" if row.reached is None else (" reached" if row.reached else " MISSED")
        target = f"  [target {row.target}:{verdict}]" if row.target else ""
        print(f"{row.work}: {row.measured}{target}")
    for what, value in details.items():
        print(f"    {what}: {value}")
    kept = {
        "machine": describe_machine(),
        "rows": [row._asdict() for row in rows],
        "details": {what: plain(value) for what, value in details.items()},
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=2) + "\n", "utf-8")


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    return value._asdict() if isinstance(value, Timing) else value


def describe_machine() -> str:
    """Say what the figures were measured on."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {python}"
