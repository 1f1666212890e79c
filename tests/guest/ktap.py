# SPDX-License-Identifier: MIT
"""Reads the test report that the kernel prints: KTAP, version 1. See ktap_test.py for what counts as broken.

    KTAP version 1
    1..2
    ok 1 - name
    not ok 2 - name
"""
import re
from dataclasses import dataclass, field

VERSION = "KTAP version 1"
PLAN = re.compile(r"^1\.\.(\d+)$")
RESULT = re.compile(r"^(ok|not ok) (\d+) - (\S+)( # SKIP .+)?$")


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
        """Why this report is no success."""
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


def parse(log: str) -> Report:
    """The report in a kernel's log; lines that belong to none are diagnostics."""
    report = Report()
    lines = log.splitlines()
    if VERSION not in lines:
        report.broken.append(f"there is no line '{VERSION}'")
        return report
    planned: list[int] = []
    for line in lines[lines.index(VERSION) + 1:]:
        if match := PLAN.match(line):
            planned.append(int(match[1]))
        elif match := RESULT.match(line):
            add_result(report, match)
        elif re.match(r"(not )?ok\b", line):
            report.broken.append(f"no result line: '{line}'")
    if planned != [report.count]:
        report.broken.append(f"planned {planned or 'nothing'}, and {report.count} tests reported")
    return report
