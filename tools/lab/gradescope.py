# SPDX-License-Identifier: MIT
"""results.json as Gradescope's harness reads it: a test for each step, since it is steps that give points. What is in it is held
against tools/lab/schemas/gradescope.json."""
import json

import plain_text
from scoring import Score


def of(score: Score) -> str:
    said_before: set[str] = set()
    tests = []
    for place, result in enumerate(score.steps):
        points, step = score.points_of(place), result.step
        lines = plain_text.step_lines(score, place, result, said_before)[1:]
        tests.append({"number": str(step.number), "name": step.title, "score": points, "max_score": step.points,
                      "status": "passed" if points == step.points else "failed", "output": "\n".join(lines) or "passed",
                      "output_format": "text", "visibility": "visible"})
    return json.dumps({"output": "\n".join(plain_text.verdict(score)), "output_format": "text", "visibility": "visible", "stdout_visibility": "hidden",
                       "tests": tests}, indent=2) + "\n"
