"""Every error that hlmsim raises on purpose.

    HlmsimError                 something went wrong that we can name
    ├── InputError              the person's input: exit code 2
    │   └── ScenarioError       faults in scenario files, all of them at once
    ├── RunError                a simulation could not be carried out: exit code 1
    └── SnapshotError           a saved state does not fit this model or scenario

An error is a *code* and *facts*, never a sentence: the sentences live in ``hlmsim.locales`` under
``errors.<code>``, in both languages, with the facts as their blanks. The front door gives :func:`tell_with` the
function that finds them, so that the text of an exception is the sentence that the command line shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

FAULTS_SHOWN = 20
"""So many faults of an input are enough to see what is wrong; the others are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an input: what (code, facts) and where (file, line and column from 1, dotted path)."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None


_tellers: list[Callable[[HlmsimError], str | None]] = []


def tell_with(teller: Callable[[HlmsimError], str | None]) -> None:
    """Use a function that turns an error into its sentence, or into None where it knows none."""
    _tellers[:] = [teller]


class HlmsimError(Exception):
    """The root. ``code`` names the sentence, ``facts`` fill its blanks."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __reduce__(self) -> tuple[Any, ...]:
        # A worker's error travels to its driver; the default way would lose the names of the facts and fail there.
        return partial(type(self), **self.facts), (self.code,)

    def __str__(self) -> str:
        told = next((teller(self) for teller in _tellers), None)
        return self._plain() if told is None else told

    def _plain(self) -> str:
        """Code and facts, where no sentence is at hand."""
        facts = ", ".join(f"{key}={value!r}" for key, value in self.facts.items())
        return f"{self.code}({facts})"


class InputError(HlmsimError):
    """The person's input cannot be used as it is."""


class ScenarioError(InputError):
    """Faults of scenario files: every fault found, in file and line order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("scenario_faults", count=len(faults))
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.faults,)

    def _plain(self) -> str:
        return "; ".join(
            f"{fault.file}:{fault.line}:{fault.column} {fault.path}: {fault.code} {fault.facts}"
            for fault in self.faults[:FAULTS_SHOWN]
        )


class RunError(HlmsimError):
    """A simulation could not be carried out or did not end."""


class SnapshotError(HlmsimError):
    """A saved state does not fit this model version or this scenario."""
