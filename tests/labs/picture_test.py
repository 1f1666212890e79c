# SPDX-License-Identifier: MIT
"""Who judges the pictures: what is in one, where the marks are, and that it is told in words, too."""
import json
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

import support  # noqa: F401
import picture
import pictures

SVG = "{http://www.w3.org/2000/svg}"


def schedule(*moments: tuple[str, str, list[str], str], complaint: str = "page 1 shows nothing") -> str:
    return json.dumps({"test": "Suite.Test", "complaint": complaint, "rows": ["top", "low half"],
                       "moments": [{"who": who, "what": what, "cells": cells, "event": event} for who, what, cells, event in moments]})


FAILS = schedule(("thread", "instruction 0", ["0", ""], ""), ("thread", "instruction 1", ["0", ""], ""), ("thread", "instruction 2", ["2", ""], "interrupt"),
                 ("interrupt", "maps", ["4", "0x11111163"], ""), ("thread", "instruction 3", ["2", "0x11111163"], ""))


class Pictures(unittest.TestCase):
    def drawn(self, text: str = FAILS) -> ElementTree.Element:
        return ElementTree.fromstring(picture.render(picture.read(text)))

    def texts(self, root: ElementTree.Element) -> list[str]:
        return [each.text for each in root.iter(f"{SVG}text")]

    def test_rows_and_columns_are_named(self):
        texts = self.texts(self.drawn())
        for wanted in ("Suite.Test", "who runs", "top", "low half", "1", "2", "3", "4", "interrupt", "0x11111163"):
            self.assertIn(wanted, texts)
        self.assertNotIn("5", texts)

    def test_what_stays_the_same_is_one_column(self):
        self.assertIn(" 1 thread: instruction 0 ... instruction 1", self.texts(self.drawn()))

    def test_the_mark_is_where_it_came(self):
        lines = [each for each in self.drawn().iter(f"{SVG}line") if each.get("class") == "event"]
        self.assertEqual([int(each.get("x1")) for each in lines], [picture.LEFT + 2 * picture.WIDTH])

    def test_who_cannot_see_it_is_told(self):
        root = self.drawn()
        self.assertEqual((root.get("role"), root.get("aria-labelledby")), ("img", "title desc"))
        self.assertIn("Suite.Test", root.find(f"{SVG}title").text)
        said = root.find(f"{SVG}desc").text
        self.assertIn("Column 3, interrupt, maps: top is 4; low half is 0x11111163.", said)
        self.assertLess(said.index("Column 2"), said.index("Here comes: interrupt."))
        self.assertIn("What is wrong: page 1 shows nothing", said)

    def test_no_colour_says_anything(self):
        fills = {each.get("fill") for each in self.drawn().iter(f"{SVG}rect")}
        for fill in fills - {"white", "black", "none"}:
            self.assertEqual(len(set((fill[1:3], fill[3:5], fill[5:7]))), 1, fill)

    def test_of_many_columns_the_latest_are_drawn(self):
        many = schedule(*((str(at % 2), "runs", [str(at), ""], "") for at in range(60)))
        root = self.drawn(many)
        self.assertIn("36 earlier columns are left out", self.texts(root))
        self.assertIn("59", self.texts(root))

    def test_letters_of_xml_are_only_text(self):
        self.assertTrue(any("<b> & " in each for each in self.texts(self.drawn(schedule(("a", "b", ["", ""], ""), complaint='<b> & "c"')))))

    def test_what_is_no_schedule_is_refused(self):
        for text in ("", "{}", "[]", schedule(), schedule(("a", "b", ["too few"], ""))):
            with self.assertRaises(ValueError):
                picture.read(text)

    def test_a_folder_of_them(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "Suite.Test.json").write_text(FAILS)
            (Path(folder) / "Spoilt.json").write_text("{")
            drawn = pictures.draw_all(Path(folder))
            self.assertEqual(drawn, {"Suite.Test": Path(folder) / "Suite.Test.svg"})
            self.assertTrue(drawn["Suite.Test"].read_text().startswith("<svg"))


if __name__ == "__main__":
    unittest.main()
