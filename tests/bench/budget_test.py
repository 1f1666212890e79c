# SPDX-License-Identifier: MIT
import unittest

from support import line, log
import budget
import figures

PAIR = budget.Budget("kmap_local_hi_d1", linux=254, most=60, aim=40)
HELD = budget.Budget("held_per_switch", linux=80, most=40, aim=20)


def parsed(*lines: str) -> figures.Log:
    return figures.parse(log(*lines))


class Verdict(unittest.TestCase):
    def test_budget_may_be_used_up_and_exceeded_by_two_percent(self):
        for cost in (12, 60, 61.2):
            self.assertEqual(budget.verdict(parsed(line("kmap_local_hi_d1", cost)), PAIR), "", cost)

    def test_more_than_that_is_named(self):
        self.assertIn("61.3", budget.verdict(parsed(line("kmap_local_hi_d1", 61.3)), PAIR))

    def test_what_it_costs_so_far_takes_the_place_of_a_budget_that_is_not_kept(self):
        known = budget.Budget("kmap_local_hi_d1", linux=254, most=60, aim=40, so_far=100)
        self.assertEqual(budget.verdict(parsed(line("kmap_local_hi_d1", 102)), known), "")
        self.assertIn("more than 100", budget.verdict(parsed(line("kmap_local_hi_d1", 102.1)), known))

    def test_only_the_compiler_that_the_table_is_for_is_judged(self):
        log = parsed("system Dormer, compiled by GCC 12.2.0")
        self.assertEqual(budget.not_judged(log), "")
        for compiler in ("GCC 14.2.0", "GCC 1.2", "Clang 12.0"):
            log.system = f"Dormer, compiled by {compiler}"
            self.assertEqual(budget.not_judged(log), f"not judged: measured for GCC 12, this is {compiler}")

    def test_windows_of_threads_have_budgets_of_their_own_where_the_table_says_so(self):
        held = budget.Budget("held_per_switch", linux=80, most=40, aim=20, thread_most=4, thread_so_far=6)
        (of_threads,) = budget.of_threads([PAIR, held])
        lines = line("switch_yield_held4", 277), line("switch_yield_held8", 305)
        self.assertEqual(budget.verdict(parsed(*lines), held), "")
        self.assertIn("more than 6", budget.verdict(parsed(*lines), of_threads))

    def test_median_counts(self):
        self.assertIn("90.0", budget.verdict(parsed(line("kmap_local_hi_d1", 40, 90)), PAIR))

    def test_figure_that_is_missing_keeps_no_budget(self):
        self.assertIn("not measured", budget.verdict(parsed(), PAIR))
        self.assertIn("not measured", budget.verdict(parsed(line("switch_yield_held4", 100)), HELD))

    def test_held_mapping_is_a_quarter_of_four_more(self):
        lines = line("switch_yield_held4", 300), line("switch_yield_held8", 400)
        self.assertEqual(budget.cost(parsed(*lines), "held_per_switch"), 25)

    def test_table_lists_what_is_spent_and_what_may_be(self):
        text = budget.as_text(parsed(line("kmap_local_hi_d1", 41)), [PAIR, HELD])
        self.assertEqual([row.split() for row in text.splitlines()[1:]],
                         [["kmap_local_hi_d1", "41.0", "-", "60", "40", "254"],
                          ["held_per_switch", "-", "-", "40", "20", "80"]])


class Table(unittest.TestCase):
    def test_every_aim_is_below_its_budget_and_that_below_linux(self):
        for each in budget.load():
            self.assertTrue(each.aim < each.most < each.linux, each)

    def test_what_is_not_kept_yet_exceeds_its_budget(self):
        for each in budget.load():
            self.assertTrue(each.so_far is None or each.so_far > each.most, each)
            self.assertTrue(each.thread_so_far is None or each.thread_so_far > each.thread_most, each)

    def test_windows_of_threads_are_judged(self):
        self.assertIn("held_per_switch", [each.figure for each in budget.of_threads(budget.load())])


if __name__ == "__main__":
    unittest.main()
