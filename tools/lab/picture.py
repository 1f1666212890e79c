#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws the schedule that made a test fail, as SVG: a column for each moment, a row for who runs and for each thing that was
looked at, and a mark where an interrupt or a switch came. In black and white, and with a description for those who listen.

    DORMER_SCHEDULES=FOLDER build/host/tests/dormer_interleaving_tests     a test that fails leaves a file there
    tools/lab/picture.py FOLDER/TEST.json TEST.svg                         draws it

tests/support/schedule.hpp writes what is read here."""
import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.sax.saxutils import escape

LEFT, WIDTH, HEIGHT, GAP = 150, 96, 30, 10   # of the names, a column, a row, and between rows
MOST = 24                                    # columns; of more the latest are drawn
FONT = 'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="12"'


@dataclass(frozen=True)
class Moment:
    who: str
    what: str
    cells: tuple[str, ...]
    event: str = ""  # what came right after it
    first: str = ""  # of several that look alike, what the first one was


@dataclass(frozen=True)
class Schedule:
    test: str
    complaint: str
    rows: list[str]
    moments: list[Moment] = field(default_factory=list)
    left_out: int = 0  # moments before the first that is here


def read(text: str) -> Schedule:
    """ValueError if it is no schedule."""
    try:
        given = json.loads(text)
        rows = [str(each) for each in given["rows"]]
        moments = [Moment(str(each["who"]), str(each["what"]), tuple(map(str, each["cells"])), str(each["event"])) for each in given["moments"]]
        if not moments or any(len(each.cells) != len(rows) for each in moments):
            raise ValueError("a moment has not as many cells as there are rows")
        return Schedule(str(given["test"]), str(given["complaint"]), rows, moments)
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"no schedule: {error}") from None


def squeezed(schedule: Schedule) -> Schedule:
    """Moments in which nothing changes and nothing comes are drawn as one, and of too many only the latest."""
    kept: list[Moment] = []
    for moment in schedule.moments:
        before = kept[-1] if kept else None
        if before and not before.event and (before.who, before.cells) == (moment.who, moment.cells):
            kept[-1] = replace(moment, first=before.first or before.what)
        else:
            kept.append(moment)
    return replace(schedule, moments=kept[-MOST:], left_out=len(kept) - len(kept[-MOST:]))


def description(schedule: Schedule) -> str:
    """The picture in words: what changes, and when something comes."""
    said = [f"{schedule.left_out} earlier columns are left out."] * bool(schedule.left_out)
    before: Moment | None = None
    for number, moment in enumerate(schedule.moments, 1):
        changes = [f"{row} is {cell or 'empty'}" for at, (row, cell) in enumerate(zip(schedule.rows, moment.cells))
                   if before is None or before.cells[at] != cell]
        said.append(f"Column {number}, {moment.who}, {what(moment)}: {'; '.join(changes) or 'nothing changes'}.")
        if moment.event:
            said.append(f"Here comes: {moment.event}.")
        before = moment
    return " ".join([*said, f"What is wrong: {schedule.complaint}"])


def what(moment: Moment) -> str:
    """What it does; of several alike the first and the last."""
    return f"{moment.first} ... {moment.what}" if moment.first else moment.what


def bars(values: list[str], marks: set[int]) -> list[tuple[int, int, str]]:
    """Equal neighbours as one, up to a mark, or the frame around the last: the first column, how many, and the value."""
    found: list[tuple[int, int, str]] = []
    for at, value in enumerate(values):
        if found and found[-1][2] == value and at not in marks:
            found[-1] = (found[-1][0], found[-1][1] + 1, value)
        else:
            found.append((at, 1, value))
    return found


def fitting(text: str, columns: int) -> str:
    room = max(1, (columns * WIDTH - 8) // 8)
    return text if len(text) <= room else text[:room - 1] + "…"


def text_at(x: int, y: int, text: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" {more}>{escape(text)}</text>'


def bar(x: int, y: int, columns: int, value: str, fill: str) -> str:
    """A value for as long as it stands; a line where there is none."""
    if not value:
        return f'<line x1="{x}" y1="{y + HEIGHT // 2}" x2="{x + columns * WIDTH}" y2="{y + HEIGHT // 2}" stroke="black" stroke-dasharray="2 5"/>'
    ink = "white" if fill == "black" else "black"
    return (f'<rect x="{x + 1}" y="{y}" width="{columns * WIDTH - 2}" height="{HEIGHT}" fill="{fill}" stroke="black"/>'
            + text_at(x + columns * WIDTH // 2, y + 20, fitting(value, columns), f'text-anchor="middle" fill="{ink}"'))


def fills(moments: list[Moment]) -> dict[str, str]:
    """Interrupts black, whoever ran first white, others grey: told apart without colours."""
    shades = iter(["white", "#d0d0d0", "#a8a8a8"])
    return {who: "black" if "interrupt" in who else next(shades, "#888888") for who in dict.fromkeys(each.who for each in moments)}


def wrapped(text: str, letters: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def render(schedule: Schedule) -> str:
    """The whole SVG."""
    drawn = squeezed(schedule)
    count, shades = len(drawn.moments), fills(drawn.moments)
    width = LEFT + max(count, 6) * WIDTH + 20
    parts = [text_at(10, 24, drawn.test, 'font-weight="bold"')]
    top = 76
    for at, moment in enumerate(drawn.moments):
        parts.append(text_at(LEFT + at * WIDTH + WIDTH // 2, top - 8, str(at + 1), 'text-anchor="middle"'))
    names, marks = ["who runs", *drawn.rows], {at + 1 for at, moment in enumerate(drawn.moments) if moment.event} | {count - 1}
    values = [[each.who for each in drawn.moments], *([each.cells[row] for each in drawn.moments] for row in range(len(drawn.rows)))]
    for row, (name, cells) in enumerate(zip(names, values)):
        y = top + row * (HEIGHT + GAP)
        parts.append(text_at(10, y + 20, name))
        parts += [bar(LEFT + at * WIDTH, y, columns, value, shades[value] if row == 0 else "#f2f2f2") for at, columns, value in bars(cells, marks)]
    bottom = top + len(names) * (HEIGHT + GAP)
    parts += [mark(LEFT + (at + 1) * WIDTH, top, bottom, moment.event) for at, moment in enumerate(drawn.moments) if moment.event]
    x = LEFT + count * WIDTH
    parts.append(f'<rect x="{x - WIDTH - 3}" y="{top - 5}" width="{WIDTH + 6}" height="{bottom - top}" fill="none" stroke="black" stroke-width="3"/>')
    y = bottom + 24
    letters = (width - 20) // 8
    for line in wrapped(f"Wrong in the last column: {drawn.complaint}", letters):
        parts.append(text_at(10, y, line, 'font-weight="bold"'))
        y += 18
    legend = [f"{drawn.left_out} earlier columns are left out"] * bool(drawn.left_out)
    legend += [f"{at:2} {moment.who}: {what(moment)}" for at, moment in enumerate(drawn.moments, 1)]
    for line in legend:
        parts.append(text_at(10, y + 6, line[:letters]))
        y += 16
    body = "\n".join(parts)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc" viewBox="0 0 {width} {y + 16}" width="{width}" '
            f'height="{y + 16}" {FONT}>\n<title id="title">{escape(drawn.test)}: the schedule that failed</title>\n'
            f'<desc id="desc">{escape(description(drawn))}</desc>\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n')


def mark(x: int, top: int, bottom: int, event: str) -> str:
    """A thick line between two columns, with a head and its name above."""
    return (f'<line x1="{x}" y1="{top - 22}" x2="{x}" y2="{bottom - GAP}" stroke="black" stroke-width="3" class="event"/>'
            f'<path d="M {x - 7} {top - 30} L {x + 7} {top - 30} L {x} {top - 18} Z" fill="black"/>'
            + text_at(x, top - 36, event, 'text-anchor="middle" font-weight="bold"'))


def main(words: list[str]) -> int:
    if len(words) != 2:
        print(__doc__, file=sys.stderr)
        return 3
    try:
        Path(words[1]).write_text(render(read(Path(words[0]).read_text(encoding="utf-8"))), encoding="utf-8")
    except (OSError, ValueError) as error:
        print(f"picture.py: {words[0]}: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
