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
