"""What a batch may spend before it stops by itself, everything finished kept."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Budget:
    """minutes: of this command, by the clock. runs: new ones, failed ones too. None: no limit."""

    minutes: float | None = None
    runs: int | None = None


class Purse:
    """A budget being spent."""

    def __init__(self, budget: Budget) -> None:
        self.runs = budget.runs
        self.until = None if budget.minutes is None else time.monotonic() + 60.0 * budget.minutes

    def most(self, wanted: int) -> int:
        """How many runs may be begun, of those wanted."""
        return wanted if self.runs is None else min(wanted, self.runs)

    def spend(self, runs: int) -> None:
        """Runs are begun."""
        if self.runs is not None:
            self.runs -= runs

    def give_back(self, runs: int) -> None:
        """Runs that were not made after all."""
        if self.runs is not None:
            self.runs += runs

    @property
    def out_of_time(self) -> bool:
        """Whether the minutes are over."""
        return self.until is not None and time.monotonic() >= self.until

    @property
    def out_of_runs(self) -> bool:
        """Whether no new run may be begun."""
        return self.runs is not None and self.runs <= 0
