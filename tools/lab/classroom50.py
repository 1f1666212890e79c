# SPDX-License-Identifier: MIT
"""result.json as Classroom 50's runner reads it: a test for each step. Who, what and where come from the variables that the
runner sets, and it stamps the owner itself. What is in it is held against tools/lab/schemas/classroom50.json."""
import datetime
import json
from collections.abc import Mapping

import plain_text
from outcome import Trouble
from scoring import Score

VARIABLES = {"classroom": "CLASSROOM", "assignment": "ASSIGNMENT", "submission": "SUBMISSION_TAG", "commit": "COMMIT_URL", "release": "RELEASE_URL"}


def of(score: Score, environment: Mapping[str, str], submitted: str) -> str:
    """`submitted` is when the commit was made, as git says it (ISO 8601). Trouble outside of a runner."""
    if missing := [name for name in VARIABLES.values() if not environment.get(name)]:
        raise Trouble(f"{', '.join(missing)} is not set; Classroom 50's runner does that")
    said_before: set[str] = set()
    tests = []
    for place, result in enumerate(score.steps):
        points = score.points_of(place)
        lines = [score.broken] if score.broken else plain_text.step_lines(score, place, result, said_before)[1:]
        tests.append({"test-name": f"{result.step.number}. {result.step.title}", "passed": points == result.step.points, "score": points,
                      "max-score": result.step.points, "output": "\n".join(lines)})
    when = datetime.datetime.fromisoformat(submitted).astimezone(datetime.timezone.utc)
    return json.dumps({
        "schema": "classroom50/result/v1", **{field: environment[name] for field, name in VARIABLES.items()},
        "review": environment.get("REVIEW_URL") or environment["COMMIT_URL"], "datetime": f"{when:%Y-%m-%dT%H:%M:%SZ}",
        "score": score.points, "max-score": sum(test["max-score"] for test in tests), "tests": tests}, indent=2) + "\n"
