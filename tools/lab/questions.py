# SPDX-License-Identifier: MIT
"""The questions before the typing: three a lab, whose numbers come from the student's seed; and in a lab with cases, the
questions about them. A student's tree has the
questions and a digest of each answer, and not the program that knows the answers."""
import hashlib
import importlib.util
import random
from dataclasses import dataclass
from pathlib import Path

import cases
from outcome import Outcome
from table import Lab, TableError

SHEET = "answers.txt"
HEAD = """\
# Questions. Write each answer behind its number, on the same line; numbers as 17 or 0x11, words
# as they are asked for. ./dormer lab check says which are right.
"""


@dataclass(frozen=True)
class Question:
    text: str
    answer: str


def questions_of(lab: Lab, seed: str) -> list[Question]:
    """From the questions.py in a lab's folder, whose ask(random) makes them, or ask(random, cases) of those that were drawn."""
    spec = importlib.util.spec_from_file_location(f"questions_{lab.number}", lab.folder / "questions.py")
    if not spec or not spec.loader:
        raise TableError(f"lab {lab.number} has no questions.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    about = [[(each.name, each.function) for each in cases.drawn(lab, seed)]] if lab.cases else []
    return [Question(text, str(answer)) for text, answer in module.ask(random.Random(f"{seed} {lab.number}"), *about)]


def normal(answer: str) -> str:
    """As numbers if they are, in one spelling; words in small letters, with single blanks."""
    words = answer.replace(",", " ").replace("'", "").lower().split()

    def one(word: str) -> str:
        try:
            return str(int(word, 0))
        except ValueError:
            return word
    return " ".join(map(one, words))


def digest(seed: str, number: int, answer: str) -> str:
    return hashlib.sha256(f"{seed} {number} {normal(answer)}".encode()).hexdigest()


def digests(seed: str, asked: list[Question]) -> list[str]:
    return [digest(seed, number, each.answer) for number, each in enumerate(asked, 1)]


def sheet(asked: list[Question]) -> str:
    """What the student fills in."""
    parts = [HEAD]
    for number, each in enumerate(asked, 1):
        text = "\n".join(f"# {line}" for line in each.text.splitlines())
        parts.append(f"\n{text}\n{number}:\n")
    return "".join(parts)


def answers_in(text: str) -> dict[int, str]:
    found = {}
    for line in text.splitlines():
        number, colon, answer = line.partition(":")
        if colon and number.strip().isdigit():
            found[int(number)] = answer.strip()
    return found


def judge(seed: str, wanted: list[str], text: str) -> list[Outcome]:
    given = answers_in(text)
    outcomes = []
    for number, right in enumerate(wanted, 1):
        answer = given.get(number, "")
        if digest(seed, number, answer) == right:
            outcomes.append(Outcome(f"question {number}", "passed"))
        else:
            outcomes.append(Outcome(f"question {number}", "failed", f"'{answer}' is not the answer" if answer else f"no answer yet in {SHEET}"))
    return outcomes
