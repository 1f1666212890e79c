# SPDX-License-Identifier: MIT
"""The table of all figures: Dormer's columns, and beside them Linux's where there are some. One line a figure."""
from figures import Figure
from runs import COUNTED, Runs

MORE_CPUS = (2, 4)


def table(dormer: Runs, linux: Runs | None) -> list[list[str]]:
    """The head, then a row for each figure in the order in which Dormer printed them."""
    names = dormer.logs[COUNTED].figures
    return [head(linux)] + [row(name, dormer, linux) for name in names]


def head(linux: Runs | None) -> list[str]:
    cells = ["figure", "instructions", "minimum", "spread", "ns", "minimum", "spread"]
    cells += [f"ns, {cpus} CPUs" for cpus in MORE_CPUS]
    if linux is not None:
        cells += ["Linux: instr.", "times", "ns", "times", "ns, 4 KiB", "times"]
    return cells


def row(name: str, dormer: Runs, linux: Runs | None) -> list[str]:
    counted = dormer.figure("dormer", "icount", 1, name)
    timed = dormer.figure("dormer", "tcg", 1, name)
    cells = [name, *all_three(counted), *all_three(timed)]
    cells += [median(dormer.figure("dormer", "tcg", cpus, name)) for cpus in MORE_CPUS]
    if linux is not None:
        for clock, ours in (("icount", counted), ("tcg", timed), ("tcg4k", timed)):
            theirs = linux.figure("linux", clock, 1, name)
            cells += [median(theirs), times(ours, theirs)]
    return cells


def all_three(figure: Figure | None) -> list[str]:
    if figure is None:
        return ["", "", ""]
    return [number(figure.median), number(figure.minimum), f"{100 * figure.spread:.1f} %"]


def median(figure: Figure | None) -> str:
    return "" if figure is None else number(figure.median)


def times(ours: Figure | None, theirs: Figure | None) -> str:
    """How many times more theirs costs."""
    return f"{theirs.median / ours.median:.1f}" if ours and theirs and ours.median else ""


def number(value: float) -> str:
    """As many digits as say something: 249, 61.5, 2.00."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def as_text(rows: list[list[str]]) -> str:
    """Columns for a terminal: the first one left, numbers right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = (cells[0].ljust(widths[0]) + "".join(f"  {cell.rjust(width)}" for cell, width in zip(cells[1:], widths[1:]))
             for cells in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def as_markdown(rows: list[list[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(rows[0]) - 1)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in [rows[0], rule, *rows[1:]])
