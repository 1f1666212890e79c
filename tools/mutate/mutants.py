# SPDX-License-Identifier: MIT
"""All single mutants of a C++ source: the text with one small thing wrong. It reads text, not syntax: it knows comments,
strings, brackets and which braces hold statements, and relies on the layout that clang-format gives. What it makes need
not compile; whoever builds it finds out.

    delete      a statement that is a call, an assignment or a bare `return` or `break`
    swap        two such statements that follow each other
    negate      the condition of an `if` or a `while`
    compare     == and !=, < and <=, > and >=
    logic       && and ||
    off by one  `+ 1` and `- 1` left out, ++ and --
"""
import re
from dataclasses import dataclass

HIDDEN = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", re.DOTALL)
NO_BODY = re.compile(r"\b(namespace|struct|class|enum|union|extern|concept)\b[^()]*$")
BODY = re.compile(r"(\)|\belse|\bdo|\btry|\]|\bconst|\bnoexcept|\boverride)\s*$|\)[^;={}]*$|^\s*$")
CONTROL = re.compile(r"\s*(?:(?:if(?: constexpr)?|while|for|switch)\s*\(|else\b|do\b|case\b[^:;]*(?<!:):(?!:)|default:|\[\[\w+\]\]|\w+: (?=for|while))")
# Names a type and something new; what is gone with it does not compile.
DECLARATION = re.compile(r"(?:(?:static|constexpr|constinit|const|auto|using|struct|class|enum|extern|typename|template|friend|static_assert|delete)\b"
                         r"|[\w:]+(?:<[^;=]*>)?(?: const)?[&*]*(?: const)? [&*]*\w+\s*(?:[;={\[]|\())")
JUMP = re.compile(r"(?:return|break|continue)\b")
# Of a report nobody reads one part before the others are there.
REPORT_PART = re.compile(r"(?:lib::)?(?:print\w*\()?report\.(kind|headline|picture)\b")
CASE = re.compile(r"case\b")  # each ends in a jump here, so their order means nothing
ONE_COMPARISON = re.compile(r"[^&|]* [!=]= [^&|]*$")  # to negate it is to compare the other way round


@dataclass(frozen=True)
class Mutant:
    """`text` from `begin` to `end` of the source is replaced by `new`."""
    kind: str
    begin: int
    end: int
    new: str

    def applied(self, source: str) -> str:
        return source[:self.begin] + self.new + source[self.end:]


@dataclass(frozen=True)
class Statement:
    """What can be left out or swapped: from its first letter to its semicolon, in the block with that number."""
    begin: int
    end: int
    block: int
    plain: bool  # nothing stands before it that decides whether it is done


def hide(source: str) -> str:
    """The source with comments and literals blanked, all places as they were."""
    return HIDDEN.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source)


def skip_brackets(code: str, at: int) -> int:
    """Behind the bracket that closes the one at `at`."""
    depth = 0
    for place in range(at, len(code)):
        depth += (code[place] in "([{") - (code[place] in ")]}")
        if depth == 0:
            return place + 1
    return len(code)


def skip_controls(code: str, begin: int) -> tuple[int, bool]:
    """Behind `if (...)`, `else` and their like, and whether there were any."""
    start = begin
    while match := CONTROL.match(code, begin):
        begin = skip_brackets(code, match.end() - 1) if match.group().endswith("(") else match.end()
    while begin < len(code) and code[begin].isspace():
        begin += 1
    while code.startswith("[[", begin):
        begin = skip_brackets(code, begin)
        begin += len(code[begin:]) - len(code[begin:].lstrip())
    return begin, bool(code[start:begin].strip())


def is_body(before: str) -> bool:
    """Do statements stand in the brace that opens behind this text?"""
    return (not NO_BODY.search(before) and "concept " not in before and not before.rstrip().endswith("=")
            and bool(BODY.search(before)))


def statements_and_bodies(code: str) -> tuple[list[Statement], list[tuple[int, int]]]:
    """All statements that end in a semicolon, and the ranges of all outermost bodies."""
    found: list[Statement] = []
    bodies: list[tuple[int, int]] = []
    stack: list[tuple[bool, int]] = []  # is it a body, its number
    begin, at, blocks = 0, 0, 0
    while at < len(code):
        letter = code[at]
        inside = bool(stack) and stack[-1][0]
        if letter in "([" and inside:
            close = skip_brackets(code, at)
            # A lambda among the arguments: its statements count, too.
            if "{" in code[at:close] and letter == "(":
                stack.append((False, -1))
                at += 1
                continue
            at = close
            continue
        if letter in ")" and stack and stack[-1] == (False, -1):
            stack.pop()
            at += 1
            continue
        if letter == "{":
            before = code[begin:at]
            body = is_body(before)
            if not body and inside:
                at = skip_brackets(code, at)  # an initialiser
                continue
            if body and not any(kind for kind, _ in stack):
                bodies.append((at, skip_brackets(code, at)))
            blocks += 1
            stack.append((body, blocks))
            begin = at + 1
        elif letter == "}":
            if stack:
                stack.pop()
            begin = at + 1
        elif letter == ";":
            if inside:
                first, controlled = skip_controls(code, begin)
                if first < at and "{" not in code[first:at].split("[")[0]:
                    found.append(Statement(first, at + 1, stack[-1][1], not controlled))
            begin = at + 1
        at += 1
    return found, bodies


def can_go(text: str) -> bool:
    text = text.rstrip("; \n")
    if text.startswith("return"):
        return text == "return"
    return bool(text) and text[0] not in ")}" and not DECLARATION.match(text + ";")


def are_parts_of_a_report(code: str, one: Statement, two: Statement) -> bool:
    """Two different ones."""
    parts = [REPORT_PART.match(code, statement.begin) for statement in (one, two)]
    return all(parts) and parts[0].group(1) != parts[1].group(1)


def mutants_of(source: str) -> list[Mutant]:
    """In the order of their places."""
    code = hide(source)
    statements, bodies = statements_and_bodies(code)
    found: list[Mutant] = []
    for one in statements:
        if can_go(code[one.begin:one.end]):
            found.append(Mutant("delete", one.begin, one.end, ";"))
    for one, two in zip(statements, statements[1:]):
        if (one.block == two.block and one.plain and two.plain and not code[one.end:two.begin].strip()
                and all(can_go(text) and not JUMP.match(text) for text in (code[one.begin:one.end], code[two.begin:two.end]))
                and not are_parts_of_a_report(code, one, two)
                and not all(CASE.match(code, part.begin) for part in (one, two))):
            found.append(Mutant("swap", one.begin, two.end, source[two.begin:two.end] + " " + source[one.begin:one.end]))
    for begin, end in bodies:
        found += conditions(source, code, begin, end) + operators(code, begin, end)
    return sorted(found, key=lambda mutant: (mutant.begin, mutant.end, mutant.kind))


def conditions(source: str, code: str, begin: int, end: int) -> list[Mutant]:
    found = []
    for match in re.finditer(r"\b(?:if|while)( constexpr)? ?\(", code[begin:end]):
        first = begin + match.end()
        last = skip_brackets(code, first - 1) - 1
        if match.group(1) or ";" in code[first:last] or ONE_COMPARISON.match(code[first:last]) or re.match(r"[\w:]+[ *&]+(?:const )?\w+ = ", code[first:last]):
            continue  # declares something
        found.append(Mutant("negate", first, last, f"!({source[first:last]})"))
    return found


OPERATORS = [("compare", r" (==|!=|<=|>=|<|>) ", {"==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">"}),
             ("logic", r" (&&|\|\|)\s", {"&&": "||", "||": "&&"}),
             ("off by one", r"( [+-] 1)(?![\w.'])", {" + 1": "", " - 1": ""}),
             ("off by one", r"(\+\+|--)", {"++": "--", "--": "++"})]


def operators(code: str, begin: int, end: int) -> list[Mutant]:
    return [Mutant(kind, begin + match.start(1), begin + match.end(1), change[match.group(1)])
            for kind, pattern, change in OPERATORS for match in re.finditer(pattern, code[begin:end])]


def name_of(mutant: Mutant, source: str) -> str:
    """What tells it from others of its file even when lines move: its kind, the line, and what becomes of it."""
    def line(text: str, at: int, length: int) -> str:
        first, last = text.rfind("\n", 0, at) + 1, text.find("\n", at + length)
        return re.sub(r"\s*//.*", "", " ".join(text[first:last if last >= 0 else len(text)].split()))
    was = line(source, mutant.begin, mutant.end - mutant.begin if mutant.kind != "swap" else 0)
    if mutant.kind == "delete":
        return f"delete: {' '.join(source[mutant.begin:mutant.end].split())}"
    if mutant.kind == "swap":
        return f"swap: {was} <> " + " ".join(mutant.new.split())[:60]
    return f"{mutant.kind}: {line(mutant.applied(source), mutant.begin, len(mutant.new))}"
