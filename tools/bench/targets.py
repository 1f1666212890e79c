# SPDX-License-Identifier: MIT
"""Times that we aim at, as fractions of Linux's in the same run. Printed but not judged: a time depends on the host."""
from runs import Runs

TARGETS = (
    ("kmap_local_hi_d1", "tcg", 0.2),
    ("kmap_local_hi_d1", "tcg4k", 0.6),
    ("switch_yield_held8", "tcg", 0.15),
)
LINUX = {"tcg": "Linux", "tcg4k": "Linux without 2 MiB pages"}


def describe(dormer: Runs, linux: Runs | None) -> list[str]:
    """A sentence for each target that was measured on both sides."""
    sentences = []
    for name, clock, aim in TARGETS:
        ours = dormer.figure("dormer", "tcg", 1, name)
        theirs = linux and linux.figure("linux", clock, 1, name)
        if ours and theirs and theirs.minimum:
            part = ours.minimum / theirs.minimum
            sentences.append(f"The time of {name} is {part:.2f} of that of {LINUX[clock]}; the aim is at most {aim}.")
    return sentences
