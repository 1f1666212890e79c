# SPDX-License-Identifier: MIT
import unittest

from support import line
import figures


class Parsing(unittest.TestCase):
    def test_figure_carries_all_four_numbers(self):
        parsed = figures.parse(line("kmap_local_hi_d1", 41.25, 42.5, n=10000))
        self.assertEqual(parsed.figures["kmap_local_hi_d1"], figures.Figure(10000, 11, 41.25, 42.5))

    def test_linux_prefix_and_carriage_return_are_ignored(self):
        parsed = figures.parse("[    5.519212] " + line("vmap_1", 7).replace("\n", "\r\n"))
        self.assertEqual(parsed.figures["vmap_1"].median, 7)

    def test_facts_and_system_are_kept(self):
        parsed = figures.parse("fact tsc_khz 2596143\nsystem Linux 6.1.0-50-686-pae\n")
        self.assertEqual(parsed.facts, {"tsc_khz": 2596143})
        self.assertEqual(parsed.system, "Linux 6.1.0-50-686-pae")

    def test_other_lines_are_ignored(self):
        self.assertEqual(figures.parse("booting\nnot a bench at all\n").figures, {})

    def test_garbled_figure_is_refused(self):
        with self.assertRaisesRegex(figures.BadLog, "tsc_min=4x"):
            figures.parse("bench kmap_hi_hit n=10 reps=3 tsc_min=4x tsc_median=5.000\n")

    def test_figure_that_was_cut_off_is_refused(self):
        with self.assertRaises(figures.BadLog):
            figures.parse(line("kmap_hi_hit", 4)[:-20])

    def test_figure_that_appears_twice_is_refused(self):
        with self.assertRaisesRegex(figures.BadLog, "twice"):
            figures.parse(line("kmap_hi_hit", 4) * 2)

    def test_median_below_minimum_is_refused(self):
        with self.assertRaisesRegex(figures.BadLog, "below"):
            figures.parse(line("kmap_hi_hit", 4, 3))


class Spread(unittest.TestCase):
    def test_is_relative_to_the_minimum(self):
        self.assertAlmostEqual(figures.Figure(1, 1, 40, 50).spread, 0.25)

    def test_of_something_free_is_none(self):
        self.assertEqual(figures.Figure(1, 1, 0, 0).spread, 0)


if __name__ == "__main__":
    unittest.main()
