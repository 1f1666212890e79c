# SPDX-License-Identifier: MIT
"""The command line that all checks of a running kernel share: --kernel FILE --logs FOLDER."""
import argparse
from pathlib import Path


def kernel_and_log(name: str) -> tuple[str, Path]:
    """The kernel's file, and where the log called `name` goes, in a folder that exists."""
    options = argparse.ArgumentParser()
    options.add_argument("--kernel", required=True)
    options.add_argument("--logs", type=Path, required=True)
    given = options.parse_args()
    given.logs.mkdir(parents=True, exist_ok=True)
    return given.kernel, given.logs / f"{name}.log"
