# SPDX-License-Identifier: MIT
"""The test of the zoo's rows bites: a number without a row is named, and so is a row that names the wrong specimen."""
import unittest

from zoo_rows import ROW, specimens, without_row, wrong_rows


class ZooRows(unittest.TestCase):
    TABLE = 'caught("zoo_a", "Z1 Z4",\n  "lesson", X),\ncaught_with(\n kForce, "zoo_b", "Z44b",\n "lesson"), unseen("zoo_ours", "", "x")'
    LIST = "| row | what | specimen |\n|---|---|---|\n| Z1 | long | `zoo_a` |\n| Z4 | a \\| b | `zoo_a` |\n| Z9 | no | none: said why |\n"

    def test_the_table_and_the_list_are_read(self) -> None:
        self.assertEqual(specimens(self.TABLE), {"Z1": "zoo_a", "Z4": "zoo_a", "Z44b": "zoo_b"})
        self.assertEqual(ROW.findall(self.LIST), [("Z1", "`zoo_a`"), ("Z4", "`zoo_a`"), ("Z9", "none: said why")])

    def test_a_number_without_a_row_is_named_once(self) -> None:
        self.assertEqual(without_row("x.cpp", "Z1 Z44 Z44 FOOZ7 Z7x", [("Z1", "`zoo_a`"), ("Z7x", "none: x")]),
                         ["x.cpp: Z44 has no row in runs/test/zoo/rows.md"])

    def test_a_row_names_the_specimen_that_carries_it(self) -> None:
        claimed = {"Z1": "zoo_a"}
        self.assertEqual(wrong_rows([("Z1", "`zoo_a`"), ("Z9", "none: said why")], claimed), [])
        self.assertEqual(len(wrong_rows([("Z1", "`zoo_b`")], claimed)), 1)
        self.assertEqual(len(wrong_rows([("Z1", "none: forgotten")], claimed)), 1)
        self.assertEqual(len(wrong_rows([("Z9", "`zoo_a`")], claimed)), 1)

    def test_a_number_has_one_row(self) -> None:
        self.assertEqual(wrong_rows([("Z1", "`zoo_a`"), ("Z1", "`zoo_a`")], {"Z1": "zoo_a"}), ["Z1 has more rows than one"])


if __name__ == "__main__":
    unittest.main()
