# SPDX-License-Identifier: MIT
"""The table of all figures: Dormer's columns, and beside them Linux's if there are any. One line per figure.

Instructions are compared by their medians. Of times the least is taken: what a busy host adds says nothing.
"""
from figures import Figure
from runs import COUNTED, Runs

MORE_CPUS = (2, 4)


def table(dormer: Runs, linux: Runs | None) -> list[list[str]]:
    """The head, then a row for each figure in the order in which Dormer printed them."""
    return [head(linux)] + [row(name, dormer, linux) for name in names(dormer)]


def names(dormer: Runs) -> list[str]:
    """As in the counted run; figures that need more CPUs follow those that they followed in their own run."""
    order = list(dormer.logs[COUNTED].figures)
    for log in dormer.logs.values():
        place = 0
        for name in log.figures:
            if name not in order:
                order.insert(place, name)
            place = order.index(name) + 1
    return order


def head(linux: Runs | None) -> list[str]:
    cells = ["figure", "instructions", "minimum", "spread", "ns", "minimum", "spread"]
    cells += [f"least, {cpus} CPUs" for cpus in MORE_CPUS]
    if linux is not None:
        cells += ["Linux: instr.", "times", "least ns", "times", "4 KiB pages", "times"]
    return cells


def row(name: str, dormer: Runs, linux: Runs | None) -> list[str]:
    counted = dormer.figure("dormer", "icount", 1, name)
    timed = dormer.figure("dormer", "tcg", 1, name)
    cells = [name, *all_three(counted), *all_three(timed)]
    cells += [least(dormer.figure("dormer", "tcg", cpus, name)) for cpus in MORE_CPUS]
    if linux is not None:
        theirs = linux.figure("linux", "icount", 1, name)
        cells += [median(theirs), times(counted and counted.median, theirs and theirs.median)]
        for clock in ("tcg", "tcg4k"):
            theirs = linux.figure("linux", clock, 1, name)
            cells += [least(theirs), times(timed and timed.minimum, theirs and theirs.minimum)]
    return cells


def page(dormer: Runs, linux: Runs) -> list[list[str]]:
    """For README: one number of each kind, and only figures that both have."""
    rows = [["figure", "instructions", "Linux", "times", "ns", "Linux", "times", "Linux, 4 KiB pages", "times"]]
    for name in names(dormer):
        cells = [name]
        for clocks, value in ((("icount",), "median"), (("tcg", "tcg4k"), "minimum")):
            ours = getattr(dormer.figure("dormer", clocks[0], 1, name), value, None)
            cells.append(number(ours) if ours else "")
            for clock in clocks:
                theirs = getattr(linux.figure("linux", clock, 1, name), value, None)
                cells += [number(theirs) if theirs else "", times(ours, theirs)]
        if cells[2]:
            rows.append(cells)
    return rows


def all_three(figure: Figure | None) -> list[str]:
    if figure is None:
        return ["", "", ""]
    return [number(figure.median), number(figure.minimum), f"{100 * figure.spread:.1f} %"]


def median(figure: Figure | None) -> str:
    return "" if figure is None else number(figure.median)


def least(figure: Figure | None) -> str:
    return "" if figure is None else number(figure.minimum)


def times(ours: float | None, theirs: float | None) -> str:
    """How many times as much theirs costs."""
    return f"{theirs / ours:.1f}" if ours and theirs else ""


def number(value: float) -> str:
    """As many digits as mean something: 249, 61.5, 2.00."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def as_text(rows: list[list[str]]) -> str:
    """Columns for a terminal: the first one left-aligned, numbers right-aligned."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = (cells[0].ljust(widths[0]) + "".join(f"  {cell.rjust(width)}" for cell, width in zip(cells[1:], widths[1:]))
             for cells in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def as_markdown(rows: list[list[str]]) -> str:
    rule = ["---"] + ["---:"] * (len(rows[0]) - 1)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in [rows[0], rule, *rows[1:]])
