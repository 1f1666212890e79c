#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plants what a table says: each section of the .ini file is a variant of one source, in which RIGHT has become WRONG.

    plant.py list TABLE FIELD...           a line for each variant that has the first FIELD: its name and the fields, between ;
    plant.py write TABLE NAME FOLDER       writes the variant's file into FOLDER, under the file's own path
    plant.py write_all TABLE FOLDER        the same for every variant with a source, each into a folder of its name in FOLDER

What is to be changed must stand in the file exactly once; otherwise the table does not fit the code, and that is an error. So
the sources carry no marks, and code and tables cannot drift apart.
"""
import configparser
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class TableError(ValueError):
    """The table does not fit the code."""


def load(path: Path) -> configparser.ConfigParser:
    table = configparser.ConfigParser(interpolation=None, comment_prefixes=("#",), delimiters=("=",))
    table.read_string(path.read_text(encoding="utf-8"))
    return table


def places_of(source: str, code: str) -> list[re.Match[str]]:
    """Where the code stands, whatever blanks and ends of lines are in it where the table has a blank."""
    return list(re.finditer(r"\s+".join(map(re.escape, code.split())), source))


def plant(source: str, changes: str) -> str:
    """The source with each RIGHT => WRONG, a line each, put into effect."""
    for change in filter(None, map(str.strip, changes.splitlines())):
        right, arrow, wrong = change.partition("=>")
        if not arrow or not right.strip():
            raise TableError(f"'{change}' is not RIGHT => WRONG")
        places = places_of(source, right)
        if len(places) != 1:
            raise TableError(f"'{right.strip()}' stands there {len(places)} times, not once")
        source = source[:places[0].start()] + wrong.strip() + source[places[0].end():]
    return source


def write(variant: configparser.SectionProxy, folder: Path) -> None:
    target = folder / variant["file"]
    try:
        changed = plant((ROOT / variant["file"]).read_text(encoding="utf-8"), variant["change"])
    except TableError as error:
        raise SystemExit(f"[{variant.name}] does not fit {variant['file']}: {error}") from None
    if target.exists() and target.read_text(encoding="utf-8") == changed:
        return  # another row of the table was edited: nothing is to be built again
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(changed, encoding="utf-8")


def main(words: list[str]) -> int:
    match words:
        case ["list", table, *fields] if fields:
            for variant in load(Path(table)).values():
                if variant.name != configparser.DEFAULTSECT and variant[fields[0]]:
                    print(";".join([variant.name, *(variant[field] for field in fields)]))
            return 0
        case ["write", table, name, folder]:
            write(load(Path(table))[name], Path(folder))
            return 0
        case ["write_all", table, folder]:
            for variant in load(Path(table)).values():
                if variant.name != configparser.DEFAULTSECT and variant["source"]:
                    write(variant, Path(folder, variant.name))
            return 0
    raise SystemExit(__doc__)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
