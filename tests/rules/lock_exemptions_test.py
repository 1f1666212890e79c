# SPDX-License-Identifier: MIT
"""The count of exemptions bites: each is found however it is written, with its reason or the lack of one."""
import unittest

from lock_exemptions import LIMITS, Exemption, complaints, exemptions

EXEMPT = "NO_THREAD_SAFETY_ANALYSIS"


class LockExemptions(unittest.TestCase):
    def test_the_comment_above_is_the_reason(self) -> None:
        text = f"int a;\n// It only\n// guesses.\nint f() {EXEMPT}\n{{\n}}\n"
        self.assertEqual(exemptions("a.cpp", text), [Exemption(EXEMPT, "a.cpp:4", "It only guesses.")])

    def test_a_declaration_of_several_lines_has_it_above_the_first(self) -> None:
        text = f"/// A guess.\ntemplate <class T>\nint f(T value)\n    {EXEMPT};\n"
        self.assertEqual(exemptions("a.hpp", text)[0].reason, "A guess.")

    def test_so_is_the_one_behind(self) -> None:
        self.assertEqual(exemptions("a.cpp", f"int f() {EXEMPT} // a guess\n")[0].reason, "a guess")

    def test_a_comment_before_something_else_is_none(self) -> None:
        for between in ("int a;\n", "\n", "{\n", "} // namespace\n"):
            text = f"// About a.\n{between}int f() {EXEMPT}\n"
            self.assertEqual(complaints(exemptions("a.cpp", text)),
                             [f"a.cpp:{text.count(chr(10))}: {EXEMPT} without a comment that says why"], between)

    def test_the_attribute_itself_counts_too(self) -> None:
        text = "// Why.\n[[clang::no_thread_safety_analysis]] int f();\n"
        self.assertEqual([each.kind for each in exemptions("a.cpp", text)], [EXEMPT])

    def test_a_comment_may_speak_of_it(self) -> None:
        self.assertEqual(exemptions("a.cpp", f"int a; // no {EXEMPT} here\n"), [])

    def test_one_more_than_the_limit_is_too_many(self) -> None:
        for kind, limit in LIMITS.items():
            allowed = [Exemption(kind, "a.cpp:1", "why")] * limit
            self.assertEqual(complaints(allowed), [])
            self.assertEqual(len(complaints(allowed + allowed[:1])), 1)


if __name__ == "__main__":
    unittest.main()
