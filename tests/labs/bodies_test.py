# SPDX-License-Identifier: MIT
"""Who judges what was handed in: it must come out as it went in, stay between its braces, and have no way to a result."""
import os
import tempfile
import unittest
from pathlib import Path

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

    def test_what_a_compiler_reads_otherwise_than_we_do(self):
        for code, why in (
                ('const char* s = R"+(")+" ; system("x"); // ";', "raw string"),
                ("int i = 1'0 ; system(x); 2'0;", "system"),
                ("// a comment \\\n    }  // {", "ends in a backslash"),
                ("// a comment \r system(x);", "U.000D"),
                ("// a comment \u2028 system(x);", "U.2028"),
                ("pri\\\nntf(x);", "ends in a backslash"),
                ("%:include <cstdio>", "no place"),
                ("<% <%", "2 braces are not closed"),
                ("%> int forged() <%", "closing brace too many"),
                ("/* the rest of the file", "a comment has no end"),
                ('say("the rest of the line', "a literal that"),
                ("    // a comment that swallows the brace", "last line has no end")):
            with self.assertRaisesRegex(bodies.BadBody, why, msg=code):
                bodies.check("post", f"    {code}" + "\n" * ("last line" not in why))

    def test_no_way_to_the_judge(self):
        for code in ("GTEST_SKIP();", "SUCCEED();", "ADD_FAILURE();", "EXPECT_TRUE(true);", "__builtin_printf(text);", "fork();", "std::terminate();",
                     "std::clog << 1;", "::write(1, text, 4);", "std::ofstream file;", "_Pragma(words);", "alarm; sleep(9);"):
            self.refused(f"    {code}\n", "has no place")

    def test_ten_million_letters(self):
        self.refused("    one();\n" * 1_000_000, "no answer needs more")


class Files(unittest.TestCase):
    def test_only_ordinary_ones_are_read(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report"
            path.write_bytes(b"\xff\xfe")
            (Path(folder) / "link").symlink_to(path)
            os.mkfifo(Path(folder) / "pipe")
            (Path(folder) / "long").write_bytes(b"x" * (2 << 20))
            for name, why in (("report", "UTF-8"), ("link", "link"), ("pipe", "no ordinary file"), ("long", "bytes"), ("none", "No such"),
                              (".", "no ordinary file|directory")):
                with self.assertRaisesRegex(bodies.BadBody, why):
                    bodies.read(Path(folder) / name)

    def test_numbers_without_end(self):
        for text in (f"Dormer lab {'9' * 9000}, seed ada\n", f"Dormer lab 6, seed ada\n=== post: {'9' * 9000} lines\n"):
            with self.assertRaises(bodies.BadBody):
                bodies.unpack(text)


if __name__ == "__main__":
    unittest.main()
