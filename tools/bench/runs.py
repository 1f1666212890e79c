# SPDX-License-Identifier: MIT
"""Runs: which guest measured, how its time was counted, on how many CPUs; and the file that keeps them.

A run is named GUEST-CLOCK-CPUS: dormer-icount-1, linux-tcg-1; linux-tcg4k-1 is Linux without 2 MiB pages.
"""
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from figures import BadLog, Figure, Log

GUESTS = ("dormer", "linux")
CLOCKS = {
    "icount": "one tick is one instruction",
    "tcg": "ticks of the host's time-stamp counter",
    "tcg4k": "the same, for a guest that was given no 2 MiB pages",
}


@dataclass(frozen=True)
class Name:
    guest: str
    clock: str
    cpus: int

    def __str__(self) -> str:
        return f"{self.guest}-{self.clock}-{self.cpus}"


COUNTED = Name("dormer", "icount", 1)  # the run that every report is about


def parse_name(text: str) -> Name:
    guest, clock, cpus = (text.split("-") + ["", ""])[:3]
    if guest not in GUESTS or clock not in CLOCKS or not cpus.isdigit():
        raise BadLog(f"'{text}' names no run: GUEST-CLOCK-CPUS, of {', '.join(GUESTS)} and {', '.join(CLOCKS)}")
    return Name(guest, clock, int(cpus))


@dataclass
class Runs:
    """Logs by name. `date` and `versions` say when and with what they were made; `recorded`: not this time."""
    date: str
    versions: dict[str, str]
    logs: dict[Name, Log]
    recorded: bool = False

    def of(self, guest: str) -> "Runs | None":
        """Only those of one guest; None if there are none."""
        logs = {name: log for name, log in self.logs.items() if name.guest == guest}
        versions = {what: version for what, version in self.versions.items() if what in (guest, "qemu")}
        return Runs(self.date, versions, logs, self.recorded) if logs else None

    def figure(self, guest: str, clock: str, cpus: int, figure: str) -> Figure | None:
        """In instructions for icount, otherwise in nanoseconds; None if it was not measured."""
        log = self.logs.get(Name(guest, clock, cpus))
        if log is None or figure not in log.figures:
            return None
        ticks = log.figures[figure]
        if clock == "icount":
            return ticks
        if not log.facts.get("tsc_khz"):
            raise BadLog(f"{guest} did not say how fast its time-stamp counter runs (fact tsc_khz)")
        return ticks.scaled(1e6 / log.facts["tsc_khz"])


def save(runs: Runs, path: Path) -> None:
    logs = {str(name): asdict(log) for name, log in runs.logs.items()}
    text = json.dumps({"date": runs.date, "versions": runs.versions, "runs": logs}, indent=1)
    path.write_text(text + "\n")


def load(path: Path) -> Runs:
    """What save() wrote, marked as recorded."""
    data = json.loads(path.read_text())
    logs = {parse_name(name): load_log(log) for name, log in data["runs"].items()}
    return Runs(data["date"], data["versions"], logs, recorded=True)


def load_log(data: dict) -> Log:
    figures = {name: Figure(**figure) for name, figure in data["figures"].items()}
    return Log(data["system"], figures, data["facts"])
