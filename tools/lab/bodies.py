# SPDX-License-Identifier: MIT
"""What a student hands in: one file with the bodies of all holes, and nothing else of the tree.

    Dormer lab 6, seed ada
    === 1: 0x17
    === post: 12 lines
        CHECK(answered(self));
        ...

Answers to questions stand behind their numbers. The number of lines says where a body ends, so that nothing in one can be taken for the beginning of the next."""
import errno
import os
import re
import stat
from pathlib import Path

from body_rules import BadBody, check
from holes import Hole, body_of
from table import Lab

TITLE = re.compile(r"^Dormer lab ([0-9]{1,3}), seed ([\w.@+-]{1,64})$")
ANSWER = re.compile(r"^=== ([0-9]{1,3}): ?(.*)$")
HEAD = re.compile(r"^=== (\S+): ([0-9]{1,6}) lines$")

SEED = re.compile(r"[\w.@+-]{1,64}")
MOST_BYTES = 1 << 20  # of a file that is handed in


def read(path: Path) -> str:
    """The text of a file that was handed in. BadBody for what is none: a link leads somewhere else, a pipe never ends."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise BadBody("it is no ordinary file")
            text = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadBody("it is a link" if error.errno == errno.ELOOP else error.strerror) from None
    if len(text) > MOST_BYTES:
        raise BadBody(f"it has more than {MOST_BYTES} bytes")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise BadBody("it is no text in UTF-8") from None


def collect(lab: Lab, read) -> dict[str, str]:
    """The bodies that stand in a tree; `read` gives the text of one of its files."""
    return {name: body_of(read(gap.hole.file), gap.hole) for name, gap in lab.gaps.items()}


def pack(lab: Lab, seed: str, bodies: dict[str, str], answers: dict[int, str]) -> str:
    parts = [f"Dormer lab {lab.number}, seed {seed}\n"]
    parts += [f"=== {number}: {answer}\n" for number, answer in answers.items()]
    for name, body in bodies.items():
        count = body.count("\n")
        parts.append(f"=== {name}: {count} lines\n{body}")
    return "".join(parts)


def unpack(text: str) -> tuple[int, str, dict[str, str], dict[int, str]]:
    """The lab's number, the seed, the bodies and the answers of a file that was handed in."""
    lines = [f"{line}\n" for line in text.replace("\r\n", "\n").rstrip("\n").split("\n")] # and of no other kind of line
    title = TITLE.match(lines[0].rstrip())
    if not title:
        raise BadBody("its first line is not 'Dormer lab N, seed NAME', as ./dormer lab report writes it")
    bodies, answers, at = {}, {}, 1
    while at < len(lines):
        if answer := ANSWER.match(lines[at].rstrip()):
            answers[int(answer[1])] = answer[2]
            at += 1
            continue
        head = HEAD.match(lines[at].rstrip())
        if not head:
            raise BadBody(f"line {at + 1} is not '=== HOLE: N lines'")
        count = int(head[2])
        if at + 1 + count > len(lines):
            raise BadBody(f"{head[1]} should have {count} lines, and the file ends before")
        bodies[head[1]] = "".join(lines[at + 1:at + 1 + count])
        at += 1 + count
    return int(title[1]), title[2], bodies, answers


def for_lab(lab: Lab, bodies: dict[str, str]) -> dict[Hole, str]:
    """The bodies with their holes: all of the lab's, and each one that keeps the rules."""
    missing, strange = set(lab.gaps) - set(bodies), set(bodies) - set(lab.gaps)
    if missing or strange:
        raise BadBody(f"lab {lab.number} has the holes {', '.join(lab.gaps)}; handed in are {', '.join(bodies) or 'none'}")
    for name, body in bodies.items():
        check(name, body, lab.gaps[name].tests)
    return {lab.gaps[name].hole: body for name, body in bodies.items()}
