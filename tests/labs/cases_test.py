# SPDX-License-Identifier: MIT
"""A lab whose students look for mistakes: which they get, what is asked of them, and that a boot leaves the tree right."""
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import support  # noqa: F401  (where the tools are)
import cases
import questions
import workspace
from outcome import Trouble
from plant import plant
from table import ROOT, labs

LAB = next(lab for lab in labs(ROOT).values() if lab.cases)


class Cases(unittest.TestCase):
    def test_a_seed_draws_the_same_and_another_one_others(self):
        drawn = [[each.name for each in cases.drawn(LAB, seed)] for seed in ("ada", "ada", "grace", "alan", "barbara")]
        self.assertEqual(drawn[0], drawn[1])
        self.assertEqual([len(set(each)) for each in drawn], [LAB.drawn] * len(drawn))
        self.assertGreater(len(set(map(tuple, drawn))), 2)

    def test_each_fits_the_tree_and_lies_in_the_function_that_is_asked_for(self):
        for case in LAB.cases:
            with self.subTest(case.name):
                source = (ROOT / case.file).read_text(encoding="utf-8")
                self.assertNotEqual(plant(source, case.change), source)
                self.assertRegex(source, rf"\b{case.function}\(")

    def test_two_questions_are_asked_of_each_and_their_answers_are_right(self):
        for seed in ("ada", "grace"):
            asked = questions.questions_of(LAB, seed)
            self.assertEqual(len(asked), 2 * LAB.drawn)
            self.assertEqual([each.answer for each in asked[1::2]], [each.function for each in cases.drawn(LAB, seed)])
            for each in asked[0::2]:
                self.assertRegex(each.text, rf"(?m)^  {each.answer}  ")

    def test_a_number_that_is_none_is_refused(self):
        for number in (0, LAB.drawn + 1):
            with self.assertRaisesRegex(Trouble, "they are 1 to 3"):
                cases.numbered(LAB, "ada", number)
        with self.assertRaisesRegex(Trouble, "has no cases to boot"):
            cases.numbered(labs(ROOT)[1], "ada", 1)

    def test_a_boot_has_the_mistake_and_leaves_the_tree_right(self):
        case = LAB.cases[0]
        right = (ROOT / case.file).read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, case.file)
            source.parent.mkdir(parents=True)
            source.write_text(right, encoding="utf-8")

            def run(command, check):
                self.assertEqual(command[-2:], ["--append", "run=monitor hz=100"])
                self.assertEqual(source.read_text(encoding="utf-8"), plant(right, case.change))
                raise KeyboardInterrupt
            with mock.patch.object(cases.subprocess, "run", run), self.assertRaises(KeyboardInterrupt):
                cases.boot(case, Path(folder), "run=monitor hz=100")
            self.assertEqual(source.read_text(encoding="utf-8"), right)

    def test_a_student_s_table_has_none_of_it_and_its_tools_read_it_all_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "tree"
            workspace.start(ROOT, LAB, target, "ada")
            given = (target / "labs" / LAB.folder.name / "lab.ini").read_text(encoding="utf-8")
            for case in LAB.cases:
                self.assertNotIn(case.name, given)
                self.assertNotIn(case.function, given)
            self.assertEqual([each.name for each in labs(target)[LAB.number].cases], [each.name for each in LAB.cases])


if __name__ == "__main__":
    unittest.main()
