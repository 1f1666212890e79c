# SPDX-License-Identifier: MIT
"""The sentences above the table: when, with what, and how to read the columns."""
import targets
from runs import Runs


def describe(dormer: Runs, linux: Runs | None) -> str:
    lines = [f"Measured on {dormer.date} under {dormer.versions['qemu']}: {dormer.versions['dormer']}.",
             "Instructions of the guest for one operation (icount, 1 CPU), and nanoseconds (TCG); medians of the",
             "repetitions, then the least, then how far the median lies above it. The measuring loop is subtracted.",
             "Times on more CPUs, and those that are compared, are the least: what a busy host adds means nothing."]
    if linux is not None:
        lines += [*describe_linux(linux),
                  "\"times\" is how many times as much Linux needs. In the last two columns Linux was given no 2 MiB",
                  "pages, because QEMU makes its invlpg slow where such pages are in use (tests/peer/linux/README.md).",
                  *targets.describe(dormer, linux)]
    return "".join(line + "\n" for line in lines)


def describe_page(dormer: Runs, linux: Runs) -> str:
    """The same for README's shorter table."""
    lines = [f"Measured on {dormer.date} under {dormer.versions['qemu']}: {dormer.versions['dormer']}.",
             *describe_linux(linux),
             "Instructions of the guest for one operation (icount), and the least nanoseconds (TCG), on one CPU, without the",
             "measuring loop; \"times\" is how many times as much Linux needs. In the last two columns Linux was given no 2 MiB",
             "pages, because QEMU makes its invlpg slow where such pages are in use (tests/peer/linux/README.md).", "",
             *(f"* {sentence}" for sentence in targets.describe(dormer, linux))]
    return "".join(line + "\n" for line in lines)


def describe_linux(linux: Runs) -> list[str]:
    if not linux.recorded:
        return [f"Beside it, in the same QEMU: {linux.versions['linux']}."]
    return [f"Beside it, RECORDED on {linux.date} under {linux.versions['qemu']} and not measured now:",
            f"{linux.versions['linux']}."]
