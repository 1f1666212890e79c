# SPDX-License-Identifier: MIT
"""Makes what an instructor uploads to a service: all of Dormer, and the few lines of labs/autograders that the service starts."""
import zipfile
from pathlib import Path

import workspace
from outcome import Trouble
from table import Lab

SERVICES = ("gradescope", "classroom50")
DATE = (1980, 1, 1, 0, 0, 0)  # the same tree gives the same file


def make(root: Path, lab: Lab, service: str, target: Path | None) -> Path:
    """Where it was written: `target`, or below build/lab."""
    if workspace.started(root):
        raise Trouble("a lab's own tree has no solution in it, and cannot be its judge; make it in the whole of Dormer")
    target = target or root / f"build/lab/{service}-lab-{lab.number}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as packed:
            _put(packed, "lab-number", f"{lab.number}\n".encode(), False)
            for path in sorted((root / "labs/autograders" / service).iterdir()):
                _put(packed, path.name, path.read_bytes(), True)
            for name in workspace.files_of(root):
                _put(packed, f"dormer/{name}", (root / name).read_bytes(), bool((root / name).stat().st_mode & 0o100))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return target


def _put(packed: zipfile.ZipFile, name: str, text: bytes, runs: bool) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.external_attr = (0o100755 if runs else 0o100644) << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(entry, text)
