"""One Markdown table for the README from all results; prints it and keeps it in ``results/table.md``."""

import json
from typing import Any

from bench.measuring import RESULTS

NAMES = (
    "save",
    "overdue",
    "rules",
    "memory",
    "screens",
    "push",
    "pull",
    "small",
    "laptops",
    "pages",
    "hand_over",
    "demo",
)


def main() -> None:
    """Print the table."""
    found = [
        json.loads(path.read_text("utf-8"))
        for path in (RESULTS / f"{name}.json" for name in NAMES)
        if path.exists()
    ]
    if not found:
        print(f"There are no results yet: python -m bench.NAME (of {', '.join(NAMES)})")
        return
    text = "\n".join(lines_of(found)) + "\n"
    (RESULTS / "table.md").write_text(text, "utf-8")
    print(text, end="")


def lines_of(found: list[dict[str, Any]]) -> list[str]:
    """Return the lines of the table; a target that was missed says so."""
    lines = ["| work | measured | target |", "|---|---|---|"]
    for result in found:
        for row in result["rows"]:
            missed = " (missed)" if row["reached"] is False else ""
            lines.append(f"| {row['work']} | {row['measured']}{missed} | {row['target']} |")
    machines = sorted({result["machine"] for result in found})
    return [
        *lines,
        "",
        f"Measured on: {'; '.join(machines)}. Each ratio is of two things that took turns in one run.",
    ]


if __name__ == "__main__":
    main()
