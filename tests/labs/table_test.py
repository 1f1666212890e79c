# SPDX-License-Identifier: MIT
"""The labs' tables against the tree: every hole is there, comes back byte for byte, and no two mistakes look alike. Needs no
build; what does is ./dormer lab prove."""
import fnmatch
import re
import tempfile
import unittest
from pathlib import Path

import support
import proving
import workspace
from holes import TableError
from table import labs, read

LAB = """\
[lab]
number = 3
title = Three
hours = 1
tests = a_test.cpp
[step 1]
title = one
points = {points}
run = A.*
[error early]
what = too early
file = x.cpp
change = a => b
fails = A.a
look = here
[error late]
what = too late
file = x.cpp
change = b => a
fails = {fails}
look = here
"""


class Tables(unittest.TestCase):
    def read(self, **words: str):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "lab.ini").write_text(LAB.format(**{"points": "100", "fails": "A.b", **words}))
            return read(Path(folder))

    def test_a_table_is_read(self):
        self.assertEqual([error.name for error in self.read().errors], ["early", "late"])

    def test_points_add_up(self):
        with self.assertRaisesRegex(TableError, "give 90 points"):
            self.read(points="90")

    def test_two_mistakes_do_not_look_alike(self):
        with self.assertRaisesRegex(TableError, "early and late fail the same tests"):
            self.read(fails="A.a")


class Labs(unittest.TestCase):
    def test_holes_fit_the_tree_and_questions_have_answers(self):
        for lab in labs().values():
            right = {name: (support.ROOT / name).read_text(encoding="utf-8") for name in lab.files}
            self.assertEqual(proving.prove_holes(lab, right) + proving.prove_questions(lab), [], lab.title)

    def test_the_kernel_has_the_tests_of_guest_steps(self):
        names = {name for path in (support.ROOT / "runs/test").rglob("*.cpp") for name in re.findall(r'\{"([a-z0-9_]+)",', path.read_text())}
        for lab in labs().values():
            for step in lab.steps:
                self.assertTrue(not step.guest or fnmatch.filter(names, step.guest), f"lab {lab.number}: no test of the kernel is {step.guest}")

    def test_mistakes_fit_the_tree(self):
        for lab in labs().values():
            for error in lab.errors:
                proving.with_error(lab, error, {error.file: (support.ROOT / error.file).read_text(encoding="utf-8")})

    def test_what_is_for_instructors_is_not_given_out(self):
        files = [each for each in workspace.files_of(support.ROOT) if each.startswith("labs/")]
        for lab in labs().values():
            kept = [each for each in files if not workspace.is_kept_back(each, lab) and each.count("/") > 1]
            mine = f"labs/{lab.folder.name}/"
            own = [each for each in lab.files if each.startswith(mine)]
            self.assertEqual(sorted(each for each in kept if not each.startswith("labs/container/")), sorted([f"{mine}README.md", f"{mine}lab.ini", *own]))
            with tempfile.TemporaryDirectory() as folder:
                workspace.write_table((lab.folder / "lab.ini").read_text(encoding="utf-8"), Path(folder) / "lab.ini")
                given = read(Path(folder))
                self.assertTrue(all(not error.change for error in given.errors))
                self.assertEqual(given.mutants, lab.mutants)
                self.assertNotIn("[mutant", (Path(folder) / "lab.ini").read_text(encoding="utf-8"))

    def test_a_tree_is_as_it_was_given_out(self):
        lab = labs()[1]
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "a b"
            workspace.start(support.ROOT, lab, target, "ada")
            self.assertEqual({each.name for each in (target / "labs").iterdir() if each.is_dir()}, {lab.folder.name, "container"})
            self.assertEqual(workspace.git(target, "status", "--short"), "")
            self.assertEqual(workspace.changed_elsewhere(target, lab), [])

    def test_a_folder_with_something_in_it_is_left_alone(self):
        lab = next(iter(labs().values()))
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "mine").write_text("mine")
            with self.assertRaisesRegex(workspace.Trouble, "is not empty"):
                workspace.start(support.ROOT, lab, Path(folder), "ada")
            self.assertEqual([each.name for each in Path(folder).iterdir()], ["mine"])


class Updating(unittest.TestCase):
    def test_bodies_and_answers_are_kept(self):
        lab = labs()[1]
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "mine"
            workspace.start(support.ROOT, lab, target, "ada")
            hole = next(iter(lab.gaps.values())).hole
            source = (target / hole.file).read_text(encoding="utf-8")
            mine = {"read_entry": "    return mine;\n"}
            (target / hole.file).write_text(workspace.grafted(source, lab, hole.file, mine), encoding="utf-8")
            (target / "answers.txt").write_text("1: 7\n", encoding="utf-8")
            begun = workspace.started(target)
            workspace.update(target, lab, begun, support.ROOT)
            self.assertEqual(workspace.written(target, lab)["read_entry"], "    return mine;\n")
            self.assertEqual((target / "answers.txt").read_text(encoding="utf-8"), "1: 7\n")
            self.assertEqual(workspace.changed_elsewhere(target, lab), [])
            self.assertEqual(workspace.git(target, "status", "--short"), "")


if __name__ == "__main__":
    unittest.main()
