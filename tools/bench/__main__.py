# SPDX-License-Identifier: MIT
"""Joins the logs of benchmark runs into one table, bench.json and bench.svg. What `./dormer bench` calls.

Read next: runs.py (how a run is named), calibration.py (when figures are refused), table.py.
"""
import argparse
import datetime
import subprocess
import sys
from pathlib import Path

import calibration
import picture
import readme
import runs
import table
import words
from figures import BadLog, parse
from runs import Runs


def main() -> int:
    options = arguments()
    try:
        report(options)
    except BadLog as reason:
        print(f"bench: {reason}", file=sys.stderr)
        return 1
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/bench", description=__doc__.splitlines()[0])
    parser.add_argument("logs", nargs="+", metavar="RUN=LOG", help="such as dormer-icount-1=build/bench.log")
    parser.add_argument("--folder", type=Path, required=True, help="where bench.json and bench.svg go")
    parser.add_argument("--recorded", type=Path, help="compare with the Linux recorded in this file")
    parser.add_argument("--record", type=Path, help="write this time's Linux to this file")
    parser.add_argument("--readme", type=Path, help="put the table into this page, between its markers")
    return parser.parse_args()


def report(options: argparse.Namespace) -> None:
    measured = read(options.logs)
    calibration.check(measured)
    dormer, linux = measured.of("dormer"), measured.of("linux")
    if linux is None and options.recorded:
        linux = runs.load(options.recorded)
    rows = table.table(dormer, linux)
    print(words.describe(dormer, linux) + "\n" + table.as_text(rows), end="")
    options.folder.mkdir(parents=True, exist_ok=True)
    runs.save(measured, options.folder / "bench.json")
    (options.folder / "bench.svg").write_text(picture.picture(dormer, linux))
    if options.record:
        record(linux, options.record)
    if options.readme:
        if linux is None:
            raise BadLog("the page's table compares with Linux, and no Linux was measured")
        block = words.describe_page(dormer, linux) + "\n" + table.as_markdown(table.page(dormer, linux))
        options.readme.write_text(readme.replace_block(options.readme.read_text(), block))


def read(arguments: list[str]) -> Runs:
    logs = {}
    for argument in arguments:
        name, _, path = argument.partition("=")
        logs[runs.parse_name(name)] = parse(Path(path).read_text(errors="replace"))
    if runs.COUNTED not in logs:
        raise BadLog(f"{runs.COUNTED}, whose order the table follows, is not among the logs")
    versions = {name.guest: log.system for name, log in logs.items()}
    return Runs(datetime.date.today().isoformat(), versions | {"qemu": qemu_version()}, logs)


def qemu_version() -> str:
    said = subprocess.run(["qemu-system-i386", "--version"], check=True, text=True, stdout=subprocess.PIPE).stdout
    return said.splitlines()[0]


def record(linux: Runs | None, path: Path) -> None:
    if linux is None or linux.recorded:
        raise BadLog("there is nothing to record: no Linux was measured this time")
    runs.save(linux, path)


if __name__ == "__main__":
    sys.exit(main())
