# SPDX-License-Identifier: MIT
"""What makes the kernel's test report a failure."""
import unittest

from ktap import parse_one, problems

GOOD = "KTAP version 1\n1..3\n# a remark\nok 1 - frames.alloc\nsome other line\nok 2 - nx # SKIP no NX\nok 3 - map\n"
GOOD += "# Totals: pass:2 fail:0 xfail:0 xpass:0 skip:1 error:0\n"


class Ktap(unittest.TestCase):
    def test_complete_report_is_a_success(self) -> None:
        self.assertEqual(problems("boot messages\n" + GOOD + "dormer: end pass\n"), [])
        report = parse_one(GOOD.splitlines()[1:])
        self.assertEqual((report.passed, report.skipped), (["frames.alloc", "map"], ["nx"]))

    def test_failed_test_is_named(self) -> None:
        failed = GOOD.replace("ok 3", "not ok 3").replace("pass:2 fail:0", "pass:1 fail:1")
        self.assertEqual(problems(failed), ["test map failed"])

    def test_missing_result_is_noticed(self) -> None:
        self.assertIn("planned [3], and 2 tests reported", problems(GOOD.replace("ok 3 - map\n", "")))

    def test_result_too_many_is_noticed(self) -> None:
        self.assertIn("planned [3], and 4 tests reported", problems(GOOD + "ok 4 - more\n"))

    def test_missing_plan_is_noticed(self) -> None:
        self.assertIn("planned nothing, and 3 tests reported", problems(GOOD.replace("1..3\n", "")))

    def test_second_plan_is_noticed(self) -> None:
        self.assertTrue(problems(GOOD + "1..3\n"))

    def test_result_out_of_turn_is_noticed(self) -> None:
        self.assertIn("result 5 (map) came where 3 was due", problems(GOOD.replace("ok 3", "ok 5")))

    def test_mangled_result_is_noticed(self) -> None:
        self.assertIn("no result line: 'ok - map'",
                      problems(GOOD.replace("ok 3 - map", "ok - map")))

    def test_report_without_tests_is_no_success(self) -> None:
        empty = "# Totals: pass:0 fail:0 xfail:0 xpass:0 skip:0 error:0"
        self.assertEqual(problems(f"KTAP version 1\n1..0\n{empty}\n"), ["no test ran"])

    def test_totals_that_are_missing_or_wrong_are_noticed(self) -> None:
        self.assertEqual(problems(GOOD.replace("# Totals", "# Some")), ["the totals are missing, and not (2, 0, 1)"])
        self.assertEqual(problems(GOOD.replace("pass:2", "pass:3")), ["the totals are [(3, 0, 1)], and not (2, 0, 1)"])

    def test_each_of_several_reports_counts(self) -> None:
        self.assertEqual(problems(GOOD + GOOD), [])
        bad = GOOD.replace("ok 2 - nx # SKIP no NX", "not ok 2 - nx").replace(" fail:0", " fail:1").replace("skip:1", "skip:0")
        self.assertEqual(problems(bad + GOOD), ["test nx failed"])
        self.assertEqual(problems(GOOD + bad), ["test nx failed"])

    def test_no_report_is_no_success(self) -> None:
        self.assertEqual(problems("dormer: end pass\n"), ["there is no line 'KTAP version 1'"])


if __name__ == "__main__":
    unittest.main()
