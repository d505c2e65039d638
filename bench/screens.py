"""The screens in a real pseudo-terminal: start, keys in long lists, typing under saves, memory.

Posting, a well-made Textual application, is started beside: make it with
    python -m venv bench/peers/posting && bench/peers/posting/bin/pip install posting "tree-sitter<0.26"
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.installed import CHECKOUT, COMMANDS, install_fieldlog
from bench.measuring import RESULTS, Row, Timing, report, timing_of
from bench.processes import clean_environment
from bench.stores import copied_home, open_home
from bench.terminal import TerminalProgram
from bench.territory import Shape
from fieldlog.domain import kinds

STARTS, KEYS = 15, 150
DOWN, UP = b"\x1b[B", b"\x1b[A"
USUAL = Shape(customers=125, visits=200, promises=25, overdue=120)
MANY, FEW = Shape(50_000, 0, 0, 0), Shape(100, 0, 0, 0)
FULL = Shape(customers=250, visits=200, promises=25, overdue=120)
BARE = Path(__file__).with_name("bare_app.py")
POSTING = Path(__file__).parent / "peers" / "posting" / "bin" / "posting"
FIRST_ENTRY, CUSTOMERS_SHOWN = "已逾期", "全部"


def main() -> None:
    """Measure, print and keep the figures."""
    RESULTS.mkdir(exist_ok=True)
    program = str(install_fieldlog())
    with TemporaryDirectory(dir=RESULTS, prefix="screens-") as name:
        folder = Path(name)
        starts = measure_starts(program, copied_home("screens", USUAL, folder / "usual"), folder)
        lists = measure_lists(program, folder)
        typing = measure_typing(folder)
        memory = measure_memory(program, copied_home("screens-full", FULL, folder / "full"), folder)
    rows = [*start_rows(starts), *list_rows(lists), *typing_rows(typing), memory_row(memory)]
    report("screens", rows, {**starts, **lists, **typing, "peak memory, MB": round(memory, 1)})


def environment(folder: Path) -> dict[str, str]:
    """Return an environment with a home of its own and a terminal with colours."""
    return {**clean_environment(), "TERM": "xterm-256color", "COLORTERM": "truecolor", "HOME": str(folder)}


# Start


def measure_starts(program: str, home: Path, folder: Path) -> dict[str, Timing]:
    """Time from exec to the first useful paint, taking turns."""
    contestants = {
        "bare Textual application": ([str(COMMANDS / "python"), str(BARE)], "READY"),
        "fieldlog, Today with 25,000 visits": ([program, "--home", str(home)], FIRST_ENTRY),
    }
    if POSTING.exists():
        contestants["posting"] = ([str(POSTING)], "Send")
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for turn in range(STARTS + 2):
        for name, (command, words) in contestants.items():
            running = TerminalProgram(command, environment(folder))
            taken = running.wait_for(words)
            running.end()
            if turn >= 2:
                seconds[name].append(taken)
    return {name: timing_of(values) for name, values in seconds.items()}


def start_rows(found: dict[str, Timing]) -> list[Row]:
    """Return the lines of the table about starting."""
    bare, ours = found["bare Textual application"].median, found["fieldlog, Today with 25,000 visits"].median
    rows = [
        Row(
            "the screens, exec to Today painted, 25,000 visits",
            f"{ours / bare:.2f} x a bare Textual application ({ours * 1000:.0f} ms)",
            "<= 1.6",
            ours / bare <= 1.6,
        )
    ]
    if "posting" in found:
        rows.append(Row("the same, of posting", f"{ours / found['posting'].median:.2f} x"))
    return rows


# Lists


def measure_lists(program: str, folder: Path) -> dict[str, Timing]:
    """Time from key to paint in the list of customers, and its opening, taking turns."""
    running = {}
    for name, shape in (("100", FEW), ("50,000", MANY)):
        home = copied_home(f"screens-list-{name}", shape, folder / f"list-{shape.customers}")
        one = TerminalProgram([program, "--home", str(home)], environment(folder))
        one.wait_for("Ctrl+Q")
        one.settle(1.0)
        running[name] = one
    found = {f"list of {name}: opened": timing_of(open_times(one)) for name, one in running.items()}
    seconds: dict[str, list[float]] = {name: [] for name in running}
    for turn in range(KEYS + 10):
        for name, one in running.items():
            # To and fro: at the end of the short list nothing would be painted.
            taken = one.time_key(DOWN if turn // 40 % 2 == 0 else UP)
            if turn >= 10:
                seconds[name].append(taken)
    for one in running.values():
        one.end()
    return {
        **found,
        **{f"list of {name}: key to paint": timing_of(values) for name, values in seconds.items()},
    }


def open_times(one: TerminalProgram) -> list[float]:
    """Return how long it takes to show the customers, coming from Today, several times; they stay shown."""
    taken = []
    for _ in range(8):
        taken.append(one.time_key(b"2"))
        one.time_key(b"1")
    one.time_key(b"2")
    return taken[2:]


def list_rows(found: dict[str, Timing]) -> list[Row]:
    """Return the lines of the table about lists."""
    keys = found["list of 50,000: key to paint"].median / found["list of 100: key to paint"].median
    opened = found["list of 50,000: opened"].median / found["list of 100: opened"].median
    return [
        Row("key to paint in a list of 50,000, of one of 100", f"{keys:.2f} x", "<= 1.2", keys <= 1.2),
        Row("opening a list of 50,000, of one of 100", f"{opened:.2f} x"),
    ]


# Typing


def measure_typing(folder: Path) -> dict[str, Timing]:
    """Time from key to paint in a form, while nothing is saved and while saves run one after the other."""
    found = {}
    programs = {}
    homes = {name: copied_home("screens", USUAL, folder / f"typing-{name}") for name in ("idle", "saving")}
    before = count_customers(homes["saving"])
    for name, home in homes.items():
        command = [sys.executable, "-m", "bench.typing_app", str(home), name]
        one = TerminalProgram(command, {**environment(folder), "PYTHONPATH": str(CHECKOUT)})
        one.wait_for("F8")
        one.settle(0.3) if name == "idle" else None
        programs[name] = one
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    for turn in range(KEYS + 10):
        for name, one in programs.items():
            taken = one.time_key(b"abcdefghij"[turn % 10 : turn % 10 + 1])
            if turn >= 10:
                seconds[name].append(taken)
    for name, one in programs.items():
        one.end()
        found[f"typing, {name}: key to paint"] = timing_of(seconds[name])
        found[f"typing, {name}: 95th of 100"] = timing_of([sorted(seconds[name])[int(KEYS * 0.95)]] * 2)
    saved = count_customers(homes["saving"]) - before
    if saved < KEYS:
        raise RuntimeError(f"{saved} saves ran beside {KEYS} keys: they did not run one after the other")
    print(f"{saved} saves ran while {KEYS} keys were typed")
    return found


def count_customers(home: Path) -> int:
    """Return how many customers a store has."""
    with open_home(home) as store:
        return store.count_documents(kinds.CUSTOMER)


def typing_rows(found: dict[str, Timing]) -> list[Row]:
    """Return the line of the table about typing."""
    ratio = found["typing, saving: 95th of 100"].median / found["typing, idle: 95th of 100"].median
    return [Row("typing while saves run, p95 of idle", f"{ratio:.2f} x", "<= 1.2", ratio <= 1.2)]


# Memory


def measure_memory(program: str, home: Path, folder: Path) -> float:
    """Return the most memory with 50,000 visits, after a walk through every page."""
    running = TerminalProgram([program, "--home", str(home)], environment(folder))
    running.wait_for("Ctrl+Q")
    for key in (b"2", DOWN * 50, b"\r", b"\x1b", b"3", DOWN * 50, b"4", b"1"):
        running.send(key)
        running.settle(0.5)
    peak = running.peak_memory()
    running.end()
    return peak


def memory_row(peak: float) -> Row:
    """Return the line of the table about memory."""
    return Row("peak memory of the screens, 50,000 visits", f"{peak:.0f} MB", "<= 150 MB", peak <= 150)


if __name__ == "__main__":
    main()
