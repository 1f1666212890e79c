# SPDX-License-Identifier: MIT
"""Who judges what was handed in: it must come out as it went in, stay between its braces, and have no way to a result."""
import unittest

import support  # noqa: F401
import bodies
from holes import Hole
from table import Gap, Lab

LAB = Lab(6, support.ROOT, "Shootdown", "5", [], {
    name: Gap(Hole(name, "mm/shootdown.cpp", f"void {name}()"), "", "", []) for name in ("post", "serve")})


class HandingIn(unittest.TestCase):
    def test_comes_out_as_it_went_in(self):
        parts = {"post": "    one();\n\n    two();\n", "serve": ""}
        text = bodies.pack(LAB, "ada", parts, {1: "0x17", 3: ""})
        self.assertEqual(bodies.unpack(text), (6, "ada", parts, {1: "0x17", 3: ""}))

    def test_a_body_cannot_begin_another_one(self):
        parts = {"post": "=== serve: 1 lines\n    evil();\n", "serve": "    good();\n"}
        self.assertEqual(bodies.unpack(bodies.pack(LAB, "ada", parts, {}))[2], parts)

    def test_line_ends_of_another_system_are_none(self):
        text = bodies.pack(LAB, "ada", {"post": "    one();\n", "serve": ""}, {})
        self.assertEqual(bodies.unpack(text.replace("\n", "\r\n")), bodies.unpack(text))

    def test_what_nobody_handed_in_is_refused(self):
        for text, why in (("", "first line"), ("hello\n", "first line"), ("Dormer lab 6, seed ada\nhello\n", "line 2"),
                          ("Dormer lab 6, seed ada\n=== post: 3 lines\n    one();\n", "ends before")):
            with self.assertRaisesRegex(bodies.BadBody, why):
                bodies.unpack(text)

    def test_all_holes_and_no_others(self):
        for parts in ({"post": ""}, {"post": "", "serve": "", "more": ""}):
            with self.assertRaisesRegex(bodies.BadBody, "has the holes post, serve"):
                bodies.for_lab(LAB, parts)


class Rules(unittest.TestCase):
    def refused(self, body: str, why: str):
        with self.assertRaisesRegex(bodies.BadBody, why):
            bodies.check("post", body)

    def test_an_answer_is_accepted(self):
        bodies.check("post", "    if (x) {\n        // a '}' of words, and system()\n        say(\"}\", '}'); /* exit( */\n    }\n")

    def test_a_body_stays_between_its_braces(self):
        self.refused("}\nint forged() {\n", "closing brace too many")
        self.refused("    if (x) {\n", "1 braces are not closed")

    def test_braces_in_literals_do_not_hide_others(self):
        self.refused("    say(\"{\");\n}\nint forged() {\n", "closing brace too many")
        self.refused("    say('\"'); }\nint forged() {\n    say('\"');\n", "closing brace too many")

    def test_no_way_to_a_result(self):
        for code in ("#include <cstdio>", "  # define answered(x) true", "_exit(0);", "std::exit(0);", "asm(\"hlt\");", "std::printf(\"passed\");",
                     "testing::UnitTest::GetInstance();", "extern \"C\" int x;", "fopen(\"/proc/self/cmdline\", \"r\");"):
            self.refused(f"    {code}\n", "has no place")


if __name__ == "__main__":
    unittest.main()
