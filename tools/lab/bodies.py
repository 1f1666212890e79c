# SPDX-License-Identifier: MIT
"""What a student hands in: one file with the bodies of all holes, and nothing else of the tree.

    Dormer lab 6, seed ada
    === 1: 0x17
    === post: 12 lines
        CHECK(answered(self));
        ...

Answers to questions stand behind their numbers. The number of lines says where a body ends, so that nothing in one can be taken for the beginning of the next."""
import re

from holes import Hole, body_of
from table import Lab

TITLE = re.compile(r"^Dormer lab (\d+), seed (\S+)$")
ANSWER = re.compile(r"^=== (\d+): ?(.*)$")
HEAD = re.compile(r"^=== (\S+): (\d+) lines$")

# What is in the text of a program and is not code: its braces and words do not count.
NO_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
# What no answer needs, and what a result could be forged with.
FORBIDDEN = re.compile(r"^\s*#|\b(asm|__asm\w*|__attribute__|syscall|system|popen|fork|exec\w*|_?_?exit|_Exit|quick_exit|abort|kill|raise"
                       r"|longjmp|f?open|fdopen|freopen|f?printf|puts|f?write|cout|cerr|dlopen|dlsym|getenv|testing|extern|namespace|import)\b",
                       re.MULTILINE)


class BadBody(ValueError):
    """A body that is no body, or a file that nobody handed in."""


def code_of(body: str) -> str:
    """The body without comments and literals."""
    return NO_CODE.sub(" ", body)


def check(name: str, body: str) -> None:
    """A body must stay between its braces, and use nothing that no answer needs."""
    code, depth = code_of(body), 0
    for letter in code:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth < 0:
            raise BadBody(f"{name}: there is a closing brace too many, so the function would end in the middle of it")
    if depth:
        raise BadBody(f"{name}: {depth} braces are not closed")
    if found := FORBIDDEN.search(code):
        raise BadBody(f"{name}: '{found.group().strip()}' has no place in a body of a lab")


def collect(lab: Lab, read) -> dict[str, str]:
    """The bodies that stand in a tree; `read` gives the text of one of its files."""
    return {name: body_of(read(gap.hole.file), gap.hole) for name, gap in lab.gaps.items()}


def pack(lab: Lab, seed: str, bodies: dict[str, str], answers: dict[int, str]) -> str:
    parts = [f"Dormer lab {lab.number}, seed {seed}\n"]
    parts += [f"=== {number}: {answer}\n" for number, answer in answers.items()]
    for name, body in bodies.items():
        parts.append(f"=== {name}: {len(body.splitlines())} lines\n{body}")
    return "".join(parts)


def unpack(text: str) -> tuple[int, str, dict[str, str], dict[int, str]]:
    """The lab's number, the seed, the bodies and the answers of a file that was handed in."""
    lines = text.replace("\r\n", "\n").splitlines(keepends=True)
    title = TITLE.match(lines[0].rstrip()) if lines else None
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
        check(name, body)
    return {lab.gaps[name].hole: body for name, body in bodies.items()}
