# SPDX-License-Identifier: MIT
"""The rule bites: a proof that is not there is found, over the ends of lines, too."""
import unittest

import proofs

THERE = {"Suite.Test", "guest_test", "planted/bug"}


class Proofs(unittest.TestCase):
    def test_names_go_over_lines_and_end_without_a_comma(self):
        text = "// So it is. Proved by: Suite.Test, guest_test,\n// planted/bug. And more, of course.\nint i;\n"
        self.assertEqual(proofs.claims(text), ["Suite.Test", "guest_test", "planted/bug"])

    def test_what_is_there_is_no_complaint(self):
        self.assertEqual(proofs.unproved("a.cpp", "// Proved by: Suite.Test, planted/bug.\n", THERE), [])

    def test_what_is_not_there_is_named(self):
        self.assertEqual(proofs.unproved("a.cpp", "// Proved by: Suite.Gone.\n", THERE),
                         ["a.cpp: no test and no planted bug is called Suite.Gone"])

    def test_a_mark_needs_a_name(self):
        self.assertEqual(proofs.unproved("a.cpp", "// Proved by:\n\n", THERE), ["a.cpp: 'Proved by:' names nothing"])

    def test_proofs_are_host_tests_guest_tests_and_planted_bugs(self):
        sources = {"tests/mm/a_test.cpp": "TEST_F(Suite, Test)\n{", "runs/test/b_tests.cpp": '    {"guest_test", guest_test},'}
        self.assertEqual(proofs.all_proofs(sources, "[DEFAULT]\n[bug]\n"), THERE)


if __name__ == "__main__":
    unittest.main()
