# SPDX-License-Identifier: MIT
"""Labs in which tests are handed in: their points, what such a body may use, and the seal. What builds something is
./dormer lab prove."""
import unittest
from pathlib import Path

import support
import body_rules
import own_tests
import sealed
from holes import Hole, body_of, cut, graft
from outcome import Outcome
from scoring import Score
from table import Lab, Mutant, Step

MUTANTS = [Mutant(name, name, "x.cpp", "a => b") for name in "abcdefgh"]
LAB = Lab(9, Path(), "Nine", "1", [], steps=[Step(1, "right", 0, judges="right"), Step(2, "mutants", 90, judges="mutants"), Step(3, "asked", 10, asks=True)],
          mutants=MUTANTS, drawn=6)


def score(right: str, killed: int) -> int:
    made = Score.nothing_yet(LAB, "ada")
    made.steps[0].outcomes = [Outcome("A.a", "passed"), Outcome("A.b", right)]
    made.steps[1].outcomes = [Outcome(f"mutant {at}", "passed" if at < killed else "failed") for at in range(6)]
    return made.points


class Points(unittest.TestCase):
    def test_each_mutant_counts(self):
        self.assertEqual([score("passed", killed) for killed in (0, 1, 6)], [0, 15, 90])

    def test_none_counts_when_a_test_fails_on_the_right_kernel(self):
        self.assertEqual(score("failed", 6), 0)


class Drawn(unittest.TestCase):
    def test_a_seed_always_draws_the_same_and_another_one_others(self):
        once = own_tests.drawn(LAB, "ada")
        self.assertEqual((len(once), len({each.name for each in once})), (6, 6))
        self.assertEqual(once, own_tests.drawn(LAB, "ada"))
        self.assertTrue(any(own_tests.drawn(LAB, seed) != once for seed in ("grace", "edsger", "barbara")))


class Seal(unittest.TestCase):
    TABLE = "[lab]\nnumber = 9\n[mutant a]\nchange = [x] => y\n[step 1]\ntitle = one\n[mutant b]\nwhat = b\n"

    def test_what_is_sealed_is_not_in_the_table_and_comes_back(self):
        to_read, not_to_read = sealed.split(self.TABLE)
        self.assertEqual(to_read, "[lab]\nnumber = 9\n[step 1]\ntitle = one\n")
        self.assertNotIn("mutant", sealed.closed(not_to_read))
        self.assertEqual(sealed.opened(sealed.closed(not_to_read)), "[mutant a]\nchange = [x] => y\n[mutant b]\nwhat = b\n")


class Bodies(unittest.TestCase):
    TEST = "TEST(A, B)\n{\n    EXPECT_EQ(1, 1);\n}\n"

    def test_a_test_is_allowed_where_tests_are_wanted(self):
        body_rules.check("tests", self.TEST, tests=True)
        with self.assertRaises(body_rules.BadBody):
            body_rules.check("post", self.TEST)

    def test_a_test_may_not_end_by_itself(self):
        for words in ("GTEST_SKIP();", "testing::Test::HasFailure();", "SUCCEED();", "_exit(0);"):
            with self.assertRaises(body_rules.BadBody, msg=words):
                body_rules.check("tests", f"TEST(A, B)\n{{\n    {words}\n}}\n", tests=True)

    def test_a_hole_may_have_a_last_line_of_its_own(self):
        hole = Hole("tests", "x.cpp", "namespace yours {", "} // namespace yours")
        source = f"// head\nnamespace yours {{\n{self.TEST}}} // namespace yours\n"
        self.assertEqual(body_of(source, hole), self.TEST)
        self.assertEqual(cut(source, hole, "// yours"), "// head\nnamespace yours {\n// yours\n} // namespace yours\n")
        self.assertEqual(graft(cut(source, hole, "// yours"), hole, self.TEST), source)


if __name__ == "__main__":
    unittest.main()
