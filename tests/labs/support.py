# SPDX-License-Identifier: MIT
"""Where the labs' program lies, for its tests."""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools/lab"), str(ROOT / "tests/variants")]
