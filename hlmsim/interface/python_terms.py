"""What the Python functions share: how a batch is made, and how its effects are judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from hlmsim.interface import arguments
from hlmsim.interface.outputs import Judged, headline

if TYPE_CHECKING:
    from hlmsim.runs.batch import Batch, BatchResult
    from hlmsim.runs.design import Experiment
    from hlmsim.runs.executors import Factory


def judged(simultaneous: bool | Iterable[str], equivalent: Mapping[str, float] | None) -> Judged:
    """How effects are judged; every outcome must be known and every margin above zero."""
    from hlmsim.report.views import measures

    limits = margins(equivalent)
    if isinstance(simultaneous, str | bytes) or not isinstance(simultaneous, Iterable):
        asked = list(headline()) if arguments.switch("simultaneous", simultaneous) else []
    else:
        asked = arguments.outcomes(simultaneous, list(measures()))
    return Judged(len({*asked, *limits} if asked else ()), limits)


def margins(equivalent: Mapping[str, float] | None) -> dict[str, float]:
    """By outcome, the largest difference that does not matter. Raises InputError."""
    from hlmsim.report.views import measures

    return arguments.margins("equivalent", equivalent, list(measures()))


def how(jobs: int | None, cluster: str | None, *, replace: bool) -> dict[str, Any]:
    """By whom a batch is made, and whether its folder may be somebody else's."""
    return {
        "jobs": arguments.jobs(jobs),
        "executor": _executor(cluster),
        "replace": arguments.switch("replace", replace),
    }


def _executor(cluster: str | None) -> Factory | None:
    from hlmsim.runs import executors

    address = arguments.cluster(cluster)
    return None if address is None else executors.cluster(address)


def precise(batch: Batch, study: Experiment) -> BatchResult:
    """As many replicates as the precision of an experiment takes."""
    from hlmsim.interface.sweep_precision import half_widths_of
    from hlmsim.runs.adaptive import Precision, run_to_precision

    judge = half_widths_of(batch.out, list(study.precision))
    precision = Precision(study.precision, judge, pilot=study.replicates, limit=study.limit)
    return run_to_precision(batch, precision)[0]
