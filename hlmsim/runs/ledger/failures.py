"""Runs that failed: at which stage, why, and what it takes to run each again alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

FAILURES = "failures.jsonl"
_SUM = "sum"


@dataclass(frozen=True, slots=True)
class Failure:
    """A run that failed.

    run: ``<case>/<replicate>``, by which it is run again. scenario: the case. file: of the scenario that it comes
    from. values: by path, what the case changes in that scenario. kind: of the exception, or "Crash" (the process
    died), or "TimeOut" (it took too long). key: of the run that was not made; empty in older records.
    """

    run: str
    scenario: str
    scenario_hash: str
    file: str | None
    study_seed: int
    replicate: int
    seed: int
    weeks: int
    stage: str
    kind: str
    message: str
    traceback: str
    values: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""

    def line(self) -> str:
        """The failure as one line of JSON; ``sum``: hash of the rest, by which a damaged line is known."""
        said = json.loads(json.dumps(asdict(self), default=str))
        return json.dumps({**said, _SUM: _sum(said)}, ensure_ascii=False) + "\n"


def append_failures(folder: Path, failures: Iterable[Failure]) -> None:
    """Add failures to the record of a results folder, as they happen."""
    lines = [failure.line() for failure in failures]
    if lines:
        with (folder / FAILURES).open("a", encoding="utf-8") as stream:
            stream.writelines(lines)


def write_failures(folder: Path, failures: Iterable[Failure]) -> None:
    """Say anew which runs have failed, in order of case and replicate; without any, there is no record."""
    file = folder / FAILURES
    found = sorted({failure.run: failure for failure in failures}.values(), key=_place)
    if not found:
        file.unlink(missing_ok=True)
        return
    part = file.with_name(f".{FAILURES}.part")
    part.write_text("".join(failure.line() for failure in found), encoding="utf-8")
    part.replace(file)


def read_failures(folder: Path) -> list[Failure]:
    """The failures that a results folder records, each run once, as it failed last.

    Lines that were cut short or damaged are left out: their runs are missing all the same.
    """
    try:
        lines = (folder / FAILURES).read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    found = (_read(line) for line in lines)
    last = {failure.run: failure for failure in found if failure is not None}
    return sorted(last.values(), key=_place)


_NAMES = {entry.name for entry in fields(Failure)}


def _read(line: str) -> Failure | None:
    try:
        said = json.loads(line)
        if said.pop(_SUM, None) not in {None, _sum(said)}:
            return None
        return Failure(**{name: value for name, value in said.items() if name in _NAMES})
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _sum(said: Mapping[str, Any]) -> str:
    text = json.dumps(said, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _place(failure: Failure) -> tuple[str, int]:
    return failure.scenario, failure.replicate
