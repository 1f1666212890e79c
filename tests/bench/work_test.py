# SPDX-License-Identifier: MIT
"""The figures of the work: what is measured, what is too much, which objects an edit concerns."""
import json
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path

from work import cpu_seconds, dependents, judge, slowness, table
from work_check import judged, slowest, taken


class Work(unittest.TestCase):
    def test_a_figure_may_exceed_its_limit_by_a_quarter_and_no_more(self) -> None:
        figure = table()["leaf_edit"]
        self.assertTrue(judge(figure, 10.0)[1])
        line, kept = judge(figure, 10.1)
        self.assertFalse(kept)
        self.assertIn("leaf_edit: 10.1 CPU-seconds (at most 8, aim 4)", line)
        self.assertIn("TOO MUCH", line)

    def test_a_limit_that_is_not_kept_yet_holds_the_figure_to_what_it_costs_so_far(self) -> None:
        figure = table()["whole_test"]
        figure["most"], figure["so_far"] = "900", "1400"
        self.assertTrue(judge(figure, 1700)[1])
        self.assertFalse(judge(figure, 1800)[1])
        self.assertIn("at most 900, so far 1400, aim 600", judge(figure, 1700)[0])

    def test_a_slower_processor_may_take_longer_in_proportion(self) -> None:
        figure = table()["leaf_edit"]
        self.assertTrue(judge(figure, 15.0, 1.5)[1])
        line, kept = judge(figure, 15.1, 1.5)
        self.assertFalse(kept)
        self.assertIn("aim 4, on a processor that takes 1.50 times as long)", line)

    def test_a_faster_processor_is_not_held_to_less(self) -> None:
        with unittest.mock.patch("work.YARDSTICK_SECONDS", 1e6):
            self.assertEqual(slowness(), 1.0)

    def test_what_was_measured_is_judged_once(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            note = Path(folder, "measured")
            note.write_text(json.dumps({"first_build": 50.0, "leaf_edit": 10.1}), encoding="utf-8")
            lines, kept = judged(taken(note), 1.0)
            self.assertFalse(kept)
            self.assertEqual([line.endswith("TOO MUCH") for line in lines.splitlines()], [False, True])
            self.assertFalse(note.exists())

    def test_a_long_run_is_weighed_by_the_slowest_processor_met_in_it(self) -> None:
        with tempfile.TemporaryDirectory() as folder, unittest.mock.patch("work_check.slowness", return_value=1.5):
            note = Path(folder, "slowness")
            self.assertEqual(slowest(note), 1.5)
            for in_its_middle, weighed in (("1.2", 1.5), ("1.7", 1.7)):
                note.write_text(in_its_middle + "\n", encoding="utf-8")
                self.assertEqual(slowest(note), weighed)

    def test_time_of_grandchildren_counts_and_waiting_does_not(self) -> None:
        busy = "import time\nwhile time.process_time() < 0.3: pass"
        nested = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {busy!r}])"
        self.assertGreater(cpu_seconds([sys.executable, "-c", nested]), 0.3)
        self.assertLess(cpu_seconds(["sleep", "1"]), 0.5)

    def test_a_command_that_fails_is_no_measurement(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "false ended with status 1"):
            cpu_seconds(["false"])

    def test_objects_of_merged_sources_are_found_by_what_they_include(self) -> None:
        deps = ("a/unity_0.o: #deps 3, deps mtime 1 (VALID)\n    a/unity_0.cxx\n    /t/mm/page_copy.cpp\n    /t/mm/page_copy.hpp\n\n"
                "b.o: #deps 1, deps mtime 1 (VALID)\n    /t/mm/other_page_copy.cpp\n")
        self.assertEqual(dependents(deps, "mm/page_copy.cpp"), ["a/unity_0.o"])
        self.assertEqual(dependents(deps, "gone.cpp"), [])


if __name__ == "__main__":
    unittest.main()
