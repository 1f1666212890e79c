# SPDX-License-Identifier: MIT
"""JUnit's XML, which GitHub Actions, GitLab, Jenkins and Submitty read."""
from xml.etree import ElementTree

from scoring import Score


def readable(text: str) -> str:
    """What XML can hold of it."""
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in text)


def of(score: Score) -> str:
    root = ElementTree.Element("testsuites", name=f"Dormer lab {score.lab.number}")
    for result in score.steps:
        outcomes = result.outcomes
        refused = bool(score.broken) and not outcomes  # a reader that counts failures alone must not show it as green
        failures = sum(each.is_failure for each in outcomes) + refused
        skipped = sum(each.result == "skipped" for each in outcomes) + (not outcomes and not refused)
        suite = ElementTree.SubElement(root, "testsuite", name=f"step {result.step.number}: {result.step.title}",
                                       tests=str(len(outcomes) or 1), failures=str(failures), errors="0", skipped=str(skipped), time="0")
        if not outcomes:
            case = ElementTree.SubElement(suite, "testcase", classname=f"lab{score.lab.number}", name="the whole step", time="0")
            if refused:
                ElementTree.SubElement(case, "failure", message=readable(score.broken).split("\n", 1)[0]).text = readable(score.broken)
            else:
                ElementTree.SubElement(case, "skipped", message=result.trouble or "not reached")
        for each in outcomes:
            case = ElementTree.SubElement(suite, "testcase", classname=f"lab{score.lab.number}", name=each.test, time="0")
            if each.is_failure:
                said = readable(each.said)
                ElementTree.SubElement(case, "failure", message=said.split("\n", 1)[0]).text = said
            elif each.result == "skipped":
                ElementTree.SubElement(case, "skipped", message="cannot be judged on this machine")
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
