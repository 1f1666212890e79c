# SPDX-License-Identifier: MIT
"""JUnit's XML, which GitHub Actions, GitLab, Jenkins and Submitty read."""
from xml.etree import ElementTree

from scoring import Score


def of(score: Score) -> str:
    root = ElementTree.Element("testsuites", name=f"Dormer lab {score.lab.number}")
    for result in score.steps:
        outcomes = result.outcomes
        failures = sum(each.is_failure for each in outcomes)
        skipped = sum(each.result == "skipped" for each in outcomes) + (not outcomes)
        suite = ElementTree.SubElement(root, "testsuite", name=f"step {result.step.number}: {result.step.title}",
                                       tests=str(len(outcomes) or 1), failures=str(failures), errors="0", skipped=str(skipped), time="0")
        if not outcomes:
            case = ElementTree.SubElement(suite, "testcase", classname=f"lab{score.lab.number}", name="the whole step", time="0")
            ElementTree.SubElement(case, "skipped", message=score.broken or result.trouble or "not reached")
        for each in outcomes:
            case = ElementTree.SubElement(suite, "testcase", classname=f"lab{score.lab.number}", name=each.test, time="0")
            if each.is_failure:
                said = "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in each.said)
                ElementTree.SubElement(case, "failure", message=said.split("\n", 1)[0]).text = said
            elif each.result == "skipped":
                ElementTree.SubElement(case, "skipped", message="cannot be judged on this machine")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
