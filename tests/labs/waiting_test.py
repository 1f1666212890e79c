# SPDX-License-Identifier: MIT
"""What somebody who waits is told: long work, while it is done, and nothing else."""
import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import support  # noqa: F401
import waiting

DOOR = """#!/bin/sh
echo "dormer: building kernel (its output goes to build.log)" 1>&2
echo "dormer: end fail"
exit 1
"""


class Waiting(unittest.TestCase):
    def test_the_doors_long_work_is_passed_on_and_all_it_said_is_kept(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()) as told:
            door = Path(folder) / "a door"
            door.write_text(DOOR, encoding="utf-8")
            door.chmod(0o755)
            status, said = waiting.run_door([str(door)])
        self.assertEqual(status, 1)
        self.assertEqual(told.getvalue(), "dormer: building kernel (its output goes to build.log)\n")
        self.assertIn("dormer: end fail", said)


if __name__ == "__main__":
    unittest.main()
