# SPDX-License-Identifier: MIT
"""Who judges the cutter: a body goes and comes back as it was, and what is not found exactly once is an error."""
import unittest

from holes import Hole, TableError, body_of, cut, cut_lines, graft

SOURCE = """\
namespace mm {

// What an entry shows.
Pfn frame_of(Pte entry)
{
    if (!entry.present()) {
        return {};
    }
    return entry.pfn();
}

struct Window {
    [[nodiscard]] bool holds(VirtAddr address) const
    {
        return begin <= address;
    }

    bool wraps(VirtAddr address,
               u32 size) {
        return false;
    }
};

} // namespace mm
"""
FRAME_OF = Hole("frame_of", "mm/pae.hpp", "Pfn frame_of(Pte entry)")
HOLDS = Hole("holds", "mm/pae.hpp", "[[nodiscard]] bool holds(VirtAddr address) const")
WRAPS = Hole("wraps", "mm/pae.hpp", "bool wraps(VirtAddr address,")


class Cutting(unittest.TestCase):
    def test_the_body_goes_and_a_stub_comes(self):
        starter = cut(SOURCE, FRAME_OF, "stub();")
        self.assertIn("Pfn frame_of(Pte entry)\n{\n    stub();\n}\n", starter)
        self.assertNotIn("entry.pfn()", starter)

    def test_a_method_is_cut_in_its_own_column(self):
        self.assertIn("const\n    {\n        stub();\n        more();\n    }\n", cut(SOURCE, HOLDS, "stub();\nmore();"))

    def test_a_brace_may_end_a_head_of_several_lines(self):
        self.assertEqual(body_of(SOURCE, WRAPS), "        return false;\n")

    def test_cut_and_graft_give_the_source_back(self):
        for hole in (FRAME_OF, HOLDS, WRAPS):
            self.assertEqual(graft(cut(SOURCE, hole, "stub();"), hole, body_of(SOURCE, hole)), SOURCE)

    def test_an_empty_body_is_a_body(self):
        emptied = graft(SOURCE, FRAME_OF, "")
        self.assertEqual(body_of(emptied, FRAME_OF), "")
        self.assertEqual(graft(emptied, FRAME_OF, body_of(SOURCE, FRAME_OF)), SOURCE)


class CuttingLines(unittest.TestCase):
    def test_what_lies_between_goes(self):
        self.assertEqual(cut_lines("a\n// one\n// two\n// three\nb\n", "x.hpp", "// one", "// three", "// yours"), "a\n// yours\nb\n")

    def test_lines_that_are_not_there_once_in_this_order_are_an_error(self):
        for first, last in (("// one", "// four"), ("// three", "// one"), ("//", "// three")):
            with self.assertRaisesRegex(TableError, "not there exactly once"):
                cut_lines("// one\n// two\n// three\n", "x.hpp", first, last, "// yours")


class Looking(unittest.TestCase):
    def test_a_definition_that_is_not_there_is_an_error(self):
        with self.assertRaisesRegex(TableError, "stands there 0 times"):
            body_of(SOURCE, Hole("gone", "mm/pae.hpp", "Pfn gone()"))

    def test_a_definition_that_is_there_twice_is_an_error(self):
        with self.assertRaisesRegex(TableError, "stands there 2 times"):
            body_of(SOURCE + SOURCE, FRAME_OF)

    def test_a_body_without_an_end_is_an_error(self):
        for source in ("Pfn frame_of(Pte entry)\n", "Pfn frame_of(Pte entry)\n{\n    return {};\n  }\n"):
            with self.assertRaisesRegex(TableError, "has no end"):
                body_of(source, FRAME_OF)


if __name__ == "__main__":
    unittest.main()
