# SPDX-License-Identifier: MIT
"""Calls of CMake's that quote a path as it comes are found, and others are not."""
import unittest

from verbatim import careless

GOOD = 'add_custom_target(f COMMAND python3 ${ROOT}/a.py "${OUT}" (x) VERBATIM)\nadd_custom_target(all DEPENDS a)\n'


class Verbatim(unittest.TestCase):
    def test_quoted_calls_and_those_without_a_command_pass(self) -> None:
        self.assertEqual(careless("x.cmake", GOOD), [])

    def test_a_call_that_is_not_quoted_is_named_with_its_line(self) -> None:
        text = GOOD + "\nadd_custom_command(OUTPUT f\n    COMMAND python3 $<IF:$<BOOL:(a(b))>,x,y> f)\n"
        self.assertEqual(careless("x.cmake", text), ["x.cmake:4: this command is not VERBATIM"])


if __name__ == "__main__":
    unittest.main()
