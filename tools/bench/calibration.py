# SPDX-License-Identifier: MIT
"""Whether the ruler can be trusted: under icount, 1000 nops must cost 1000 ticks."""
from figures import BadLog
from runs import Runs

RULER = "calib_nop1000"
EXPECTED = 1000.0
TOLERANCE = 0.1  # reading the counter costs an instruction or two, spread over the operations of a repetition


def check(runs: Runs) -> None:
    """Raises BadLog if the instruction counts of one of the runs mean nothing."""
    for name, log in runs.logs.items():
        if name.clock != "icount":
            continue
        found = log.figures.get(RULER)
        if found is None:
            raise BadLog(f"{name}: {RULER} is missing, so nothing says that a tick is an instruction")
        if max(abs(found.minimum - EXPECTED), abs(found.median - EXPECTED)) > TOLERANCE:
            raise BadLog(f"{name}: 1000 nops cost {found.minimum:.3f} to {found.median:.3f} ticks, so a tick is not an "
                         "instruction, and the other figures mean nothing")
