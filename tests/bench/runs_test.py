# SPDX-License-Identifier: MIT
import tempfile
import unittest
from pathlib import Path

from support import line, log
import figures
import runs


def made(name: str, text: str) -> runs.Runs:
    return runs.Runs("2026-01-02", {"qemu": "QEMU 7"}, {runs.parse_name(name): figures.parse(text)})


class Names(unittest.TestCase):
    def test_name_is_read_and_written_alike(self):
        self.assertEqual(str(runs.parse_name("linux-tcg4k-1")), "linux-tcg4k-1")

    def test_unknown_guest_clock_or_cpus_is_refused(self):
        for name in ("minix-tcg-1", "linux-clock-1", "linux-tcg", "linux-tcg-x"):
            with self.subTest(name), self.assertRaisesRegex(figures.BadLog, name):
                runs.parse_name(name)


class Units(unittest.TestCase):
    def test_icount_ticks_are_instructions(self):
        self.assertEqual(made("dormer-icount-1", log(line("a", 41))).figure("dormer", "icount", 1, "a").median, 41)

    def test_tcg_ticks_become_nanoseconds(self):
        self.assertEqual(made("dormer-tcg-1", log(line("a", 100, 300))).figure("dormer", "tcg", 1, "a").median, 150)

    def test_tcg_without_a_known_rate_is_refused(self):
        with self.assertRaisesRegex(figures.BadLog, "tsc_khz"):
            made("dormer-tcg-1", line("a", 100)).figure("dormer", "tcg", 1, "a")

    def test_what_was_not_measured_is_none(self):
        self.assertIsNone(made("dormer-tcg-1", log()).figure("dormer", "tcg", 1, "a"))
        self.assertIsNone(made("dormer-tcg-1", log()).figure("linux", "tcg", 1, "a"))


class Files(unittest.TestCase):
    def test_what_is_saved_is_loaded_and_marked_as_recorded(self):
        saved = made("linux-icount-1", log(line("vmap_1", 1900.5, 1901)))
        with tempfile.TemporaryDirectory() as folder:
            runs.save(saved, Path(folder) / "runs.json")
            loaded = runs.load(Path(folder) / "runs.json")
        self.assertTrue(loaded.recorded)
        self.assertEqual((loaded.date, loaded.versions, loaded.logs), (saved.date, saved.versions, saved.logs))


if __name__ == "__main__":
    unittest.main()
