"""The options that say how a batch is worked off: by whom, which share of it, for how long."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import click

from hlmsim.interface.arguments import MOST_JOBS
from hlmsim.interface.cli.command import option
from hlmsim.interface.cli.types import Amount, Cluster, Shard, Whole
from hlmsim.interface.cli.usage import BadUsageError

TIME_OUT = 600.0
"""Seconds that a simulation may take when nothing is said."""
LOCAL = "local"
"""A cluster that is started here, with as many processes as --jobs says."""


@dataclass(frozen=True, kw_only=True)
class WorkOptions:
    """The options that say how a batch is worked off, whatever it is made of.

    spent: what earlier batches of the same command have taken of its budget.
    """

    jobs: int | None = None
    cluster: str | None = None
    shard: tuple[int, int] | None = None
    max_minutes: float | None = None
    max_runs: int | None = None
    time_out: float = TIME_OUT
    precision: tuple[tuple[str, float], ...] = ()
    replace: bool = False
    spent_minutes: float = 0.0
    spent_runs: int = 0

    def __post_init__(self) -> None:
        if self.jobs is not None and self.cluster not in {None, LOCAL}:
            raise BadUsageError("jobs_with_cluster", address=self.cluster)
        self.refuse_share_of(self.precision)

    def refuse_share_of(self, wanted: Collection[object]) -> None:
        """Refuse a share of a batch whose replicates follow from a precision wanted."""
        if self.shard is not None and wanted:
            raise BadUsageError("shard_with_precision")

    def settings(self) -> dict[str, Any]:
        """The same as a batch takes them."""
        from hlmsim.runs import executors
        from hlmsim.runs.budget import Budget
        from hlmsim.runs.share import Share

        return {
            "jobs": self.jobs,
            "executor": None if self.cluster is None else executors.cluster(self.cluster),
            "time_out": self.time_out,
            "replace": self.replace,
            "budget": Budget(
                minutes=None if self.max_minutes is None else max(self.max_minutes - self.spent_minutes, 0.0),
                runs=None if self.max_runs is None else max(self.max_runs - self.spent_runs, 0),
            ),
            "share": None if self.shard is None else Share(*self.shard),
        }


def work_options(command: str, lang: str) -> list[click.Option]:
    """The options that fill :class:`WorkOptions`, but for the precision and where it is written."""
    return [
        option(command, lang, ["--jobs", "-j"], Whole(1, MOST_JOBS)),
        option(command, lang, ["--cluster"], Cluster()),
        option(command, lang, ["--shard"], Shard()),
        option(command, lang, ["--max-minutes"], Amount()),
        option(command, lang, ["--max-runs"], Whole(1, 10**9)),
        option(command, lang, ["--time-out"], Amount(), default=TIME_OUT),
    ]
