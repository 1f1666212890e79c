# SPDX-License-Identifier: MIT
"""A hole in a source file: the body of one function, which a student writes. The kernel carries no marks for it: a hole is
the first line of a definition, and since clang-format has laid out the file, the body ends where a brace stands below that
line's first letter.

    cut     the tree => a starter: the body goes, and a stub says whose it is
    graft   bodies + a clean tree => what is judged. To cut and graft gives the tree byte for byte

        Pfn frame_of(Pte entry)            the first line, which must be there exactly once
        {                                  the body begins below the first line that ends in a brace ...
            return entry.pfn();
        }                                  ... and ends above the brace in the column of the first line
"""
from dataclasses import dataclass


class TableError(ValueError):
    """The table does not fit the code."""


@dataclass(frozen=True)
class Hole:
    name: str   # of the function, as the texts of a lab call it
    file: str   # relative to the tree
    first: str  # the first line of the definition, without its indentation
    last: str = ""  # the line that ends it, where that is not a brace below the first line's first letter


def place_of(source: str, hole: Hole) -> tuple[list[str], int, int]:
    """The lines of the source, and which of them are the body: from the first number up to, not including, the second."""
    lines = source.splitlines(keepends=True)
    found = [number for number, line in enumerate(lines) if line.strip() == hole.first]
    if len(found) != 1:
        raise TableError(f"{hole.file}: '{hole.first}' stands there {len(found)} times, not once")
    head = lines[found[0]]
    closing = hole.last or head[:len(head) - len(head.lstrip())] + "}"
    begin = next((number + 1 for number in range(found[0], len(lines)) if lines[number].rstrip().endswith("{")), None)
    end = next((number for number in range(begin or len(lines), len(lines)) if lines[number].rstrip() == closing), None)
    if begin is None or end is None:
        raise TableError(f"{hole.file}: the body of '{hole.first}' has no end; a brace in the column of its first line would be one")
    return lines, begin, end


def body_of(source: str, hole: Hole) -> str:
    """What stands between the braces, line by line."""
    lines, begin, end = place_of(source, hole)
    return "".join(lines[begin:end])


def graft(source: str, hole: Hole, body: str) -> str:
    """The source with this body in the place of what is there."""
    lines, begin, end = place_of(source, hole)
    return "".join([*lines[:begin], body, *lines[end:]])


def cut_lines(source: str, file: str, first: str, last: str, instead: str) -> str:
    """The source with one line in the place of those from `first` to `last`, both of which are there once and begin as given."""
    lines = source.splitlines(keepends=True)
    begin = [number for number, line in enumerate(lines) if line.strip().startswith(first)]
    end = [number for number, line in enumerate(lines) if line.strip().startswith(last)]
    if len(begin) != 1 or len(end) != 1 or end[0] < begin[0]:
        raise TableError(f"{file}: the lines from '{first}' to '{last}' are not there exactly once")
    return "".join([*lines[:begin[0]], f"{instead}\n", *lines[end[0] + 1:]])


def cut(source: str, hole: Hole, stub: str) -> str:
    """The source with a stub, of one line or several, in the place of the body."""
    lines, begin, end = place_of(source, hole)
    closing = lines[end]
    indentation = "" if hole.last else closing[:len(closing) - len(closing.lstrip())] + 4 * " "
    return graft(source, hole, "".join(f"{indentation}{line}\n" for line in stub.splitlines()))
