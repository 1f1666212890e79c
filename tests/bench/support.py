# SPDX-License-Identifier: MIT
"""Lets the tests here import tools/bench, and makes logs for them."""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/bench"))


def line(name: str, minimum: float, median: float | None = None, n: int = 20000) -> str:
    most = minimum if median is None else median
    return f"bench {name} n={n} reps=11 tsc_min={minimum:.3f} tsc_median={most:.3f}\n"


def log(*lines: str, nops: float = 1000.005, system: str = "Dormer") -> str:
    """A log that passes the calibration, if nops says so."""
    return f"system {system}\nfact tsc_khz 2000000\n" + line("calib_nop1000", nops) + "".join(lines)
