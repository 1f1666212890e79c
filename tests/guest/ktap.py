# SPDX-License-Identifier: MIT
"""Reads the test reports that the kernel prints, one for each run=test: KTAP, version 1. See ktap_test.py for what
counts as broken.

    KTAP version 1
    1..2
    ok 1 - name
    not ok 2 - name
    # Totals: pass:1 fail:1 xfail:0 xpass:0 skip:0 error:0
"""
import re
from dataclasses import dataclass, field

VERSION = "KTAP version 1"
PLAN = re.compile(r"^1\.\.(\d+)$")
RESULT = re.compile(r"^(ok|not ok) (\d+) - (\S+)( # SKIP .+)?$")
TOTALS = re.compile(r"^# Totals: pass:(\d+) fail:(\d+) xfail:0 xpass:0 skip:(\d+) error:0$")


@dataclass
class Report:
    """What a report says, and what is wrong with it."""
    passed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)  # sentences

    @property
    def count(self) -> int:
        return len(self.passed) + len(self.skipped) + len(self.failed)

    def problems(self) -> list[str]:
        """Why this report is not a success."""
        found = [f"test {name} failed" for name in self.failed] + self.broken
        return found or ([] if self.count else ["no test ran"])


def add_result(report: Report, match: re.Match[str]) -> None:
    """Files one result line and checks its number."""
    verdict, number, name, skipped = match.groups()
    if int(number) != report.count + 1:
        report.broken.append(f"result {number} ({name}) came where {report.count + 1} was due")
    if verdict == "not ok":
        report.failed.append(name)
    elif skipped:
        report.skipped.append(name)
    else:
        report.passed.append(name)


def parse_one(lines: list[str]) -> Report:
    """What follows one version line; lines that belong to no report are diagnostics."""
    report = Report()
    planned: list[int] = []
    totals: list[tuple[int, ...]] = []
    for line in lines:
        if match := PLAN.match(line):
            planned.append(int(match[1]))
        elif match := RESULT.match(line):
            add_result(report, match)
        elif match := TOTALS.match(line):
            totals.append(tuple(map(int, match.groups())))
        elif re.match(r"(not )?ok\b", line):
            report.broken.append(f"no result line: '{line}'")
    if planned != [report.count]:
        report.broken.append(f"planned {planned or 'nothing'}, and {report.count} tests reported")
    counted = len(report.passed), len(report.failed), len(report.skipped)
    if totals != [counted]:
        report.broken.append(f"the totals are {totals or 'missing'}, and not {counted}")
    return report


def problems(log: str) -> list[str]:
    """Why the reports in a kernel's log are not a success; nothing if they are."""
    lines = log.splitlines()
    begins = [index for index, line in enumerate(lines) if line == VERSION]
    if not begins:
        return [f"there is no line '{VERSION}'"]
    ends = begins[1:] + [len(lines)]
    return [each for begin, end in zip(begins, ends, strict=True)
            for each in parse_one(lines[begin + 1:end]).problems()]
