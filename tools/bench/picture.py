# SPDX-License-Identifier: MIT
"""Draws the instruction counts as bars, as an SVG that is readable on a light and on a dark page.

The axis is logarithmic: figures reach from a handful of instructions to thousands, and equal factors get equal
lengths, so Dormer and Linux are as far apart in one line as in another if they differ by as much.
"""
import math
from xml.sax.saxutils import escape

from runs import COUNTED, Runs
from table import number

LABELS = 250  # width of the names, in the picture's units, like the rest
AXIS = 560
RIGHT = 70  # room for the number after the longest bar
ROW = 34
BAR = 11
TOP = 64

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .title { font-weight: 600; font-size: 15px; }
  .value, .tick { font-size: 11px; fill: #57606a; }
  .grid { stroke: #d0d7de; }
  .dormer { fill: #0969da; }
  .linux { fill: #9aa4ae; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .value, .tick { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .dormer { fill: #4493f8; }
    .linux { fill: #656c76; }
  }
"""


def picture(dormer: Runs, linux: Runs | None) -> str:
    bars = dormer.logs[COUNTED].figures
    rows = [(name, figure.median, linux and linux.figure("linux", "icount", 1, name)) for name, figure in bars.items()
            if not name.startswith("calib_") and figure.median >= 1]
    scale = Scale(max([value for _, value, _ in rows] + [theirs.median for *_, theirs in rows if theirs] + [10]))
    body = [legend(linux), *grid(scale, len(rows))]
    for index, (name, ours, theirs) in enumerate(rows):
        top = TOP + index * ROW
        body.append(text(LABELS - 8, top + 14, name, "end"))
        body.append(bar(scale, top, ours, "dormer"))
        if theirs:
            body.append(bar(scale, top + BAR + 1, theirs.median, "linux"))
    return document(TOP + len(rows) * ROW + 8, body)


class Scale:
    """From a number of instructions to a length."""

    def __init__(self, largest: float):
        self.decades = math.ceil(math.log10(largest))

    def length(self, value: float) -> float:
        return AXIS * math.log10(max(value, 1)) / self.decades


def document(height: int, body: list[str]) -> str:
    width = LABELS + AXIS + RIGHT
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img">\n<style>{STYLE}</style>\n' + "".join(body) + "</svg>\n")


def legend(linux: Runs | None) -> str:
    parts = [text(8, 20, "Instructions per operation, logarithmic", css="title"), swatch(330, "dormer", "Dormer")]
    if linux is not None:
        when = f", recorded {linux.date}" if linux.recorded else ""
        parts.append(swatch(420, "linux", linux.versions.get("linux", "Linux") + when))
    return "".join(parts)


def swatch(left: int, css: str, name: str) -> str:
    return f'<rect class="{css}" x="{left}" y="10" width="12" height="12" rx="2"/>\n' + text(left + 18, 20, name)


def grid(scale: Scale, rows: int) -> list[str]:
    lines = []
    for decade in range(scale.decades + 1):
        left = LABELS + scale.length(10 ** decade)
        lines.append(f'<line class="grid" x1="{left:.1f}" x2="{left:.1f}" y1="{TOP - 8}" y2="{TOP + rows * ROW}"/>\n')
        lines.append(text(left, TOP - 14, str(10 ** decade), "middle", "tick"))
    return lines


def bar(scale: Scale, top: float, value: float, css: str) -> str:
    length = scale.length(value)
    return (f'<rect class="{css}" x="{LABELS}" y="{top}" width="{max(length, 2):.1f}" height="{BAR}" rx="2"/>\n'
            + text(LABELS + length + 5, top + BAR - 1, number(value), css="value"))


def text(left: float, base: float, words: str, anchor: str = "start", css: str = "") -> str:
    return f'<text x="{left:.1f}" y="{base:.1f}" text-anchor="{anchor}" class="{css}">{escape(words)}</text>\n'
