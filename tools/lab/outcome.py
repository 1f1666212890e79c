# SPDX-License-Identifier: MIT
"""What came of one test; and what is no outcome at all."""
from dataclasses import dataclass


class Trouble(RuntimeError):
    """What stands in the way of a verb and is nobody's answer: usage, or this machine. One sentence."""


@dataclass(frozen=True)
class Outcome:
    test: str
    result: str  # passed, failed or skipped
    said: str = ""

    @property
    def is_failure(self) -> bool:
        return self.result == "failed"
