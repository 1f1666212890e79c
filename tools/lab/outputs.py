# SPDX-License-Identifier: MIT
"""The files that programs read, all from one score. They are written before anything is judged, with every step not reached,
and anew after each step: so whoever is killed at any moment leaves whole files, which are right as far as they go."""
import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import classroom50
import gradescope
import judge
import junit
import progress
from scoring import Score

Form = Callable[[Score], str]


FORMS = {"json": "json", "junit": "xml", "gradescope": "gradescope.json", "classroom50": "classroom50.json"}  # option: end of a name


def one_by_one(given: argparse.Namespace, paths: list[Path]) -> list[argparse.Namespace]:
    """The options for each of several that are graded: then --json and the others name folders, with a file for each in them."""
    result = []
    for path in paths:
        name = str(path).strip("./").replace("/", "_")
        folders = {option: getattr(given, option) for option in FORMS if getattr(given, option, None)}
        result.append(argparse.Namespace(**{**vars(given), **{option: str(Path(folder, f"{name}.{FORMS[option]}")) for option, folder in folders.items()}}))
    return result


@dataclass(frozen=True)
class Outputs:
    files: dict[Path, Form] = field(default_factory=dict)

    @classmethod
    def asked_for(cls, given: argparse.Namespace, submitted: Callable[[], str] = lambda: "") -> "Outputs":
        """From the options of check and grade; `submitted` says when it was handed in, which only Classroom 50 wants to know."""
        files: dict[Path, Form] = {}
        for option, form in (("json", judge.as_json), ("junit", junit.of), ("gradescope", gradescope.of)):
            if path := getattr(given, option, None):
                files[Path(path)] = form
        if path := getattr(given, "classroom50", None):
            when = submitted()
            files[Path(path)] = lambda score: classroom50.of(score, os.environ, when)
        return cls(files)

    def write(self, score: Score) -> None:
        for path, form in self.files.items():
            progress.write(path, form(score))

    def withdraw(self) -> None:
        """Where this machine could not judge: then no file is better than one with points missing."""
        for path in self.files:
            path.unlink(missing_ok=True)
