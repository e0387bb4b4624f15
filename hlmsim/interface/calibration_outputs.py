"""What a calibration leaves: plausible worlds, what the targets say of each number, how well intervals hold, a page."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.analysis.calibration.coverage import Check, Coverage, coverage
from hlmsim.analysis.calibration.ensemble import Ensemble, ensemble, weights
from hlmsim.analysis.calibration.likelihood import Likelihood
from hlmsim.analysis.calibration.medoid import Medoid, medoids, meeting
from hlmsim.analysis.calibration.posterior import Posterior, posterior
from hlmsim.interface.calibrating import TRIED, WORLDS, Calibrating, worlds_text
from hlmsim.locales import LANGUAGES
from hlmsim.runs.line import pasteable

if TYPE_CHECKING:
    from pathlib import Path

    from hlmsim.analysis.calibration.emulator import Emulator
    from hlmsim.analysis.calibration.targets import Points

Floats = NDArray[np.float64]
PAGE = "calibration.{lang}.md"
MEDOID = "medoid.yaml"
_MEDOID_DIGITS = 3


@dataclass(frozen=True)
class Calibrated:
    """A calibration done. command: what the person typed."""

    work: Calibrating
    points: Points
    emulator: Emulator
    command: Sequence[str] = ()

    @cached_property
    def likelihood(self) -> Likelihood:
        """Of the real targets."""
        return Likelihood(self.emulator, self.work.priors, self.work.goal)

    @cached_property
    def posterior(self) -> Posterior:
        """What the targets say of each number."""
        return posterior(self.likelihood, study=self.work.name)

    @cached_property
    def ensemble(self) -> Ensemble:
        """The plausible worlds. Raises InputError when too few points fit."""
        shares = weights(self.emulator, self.points, self.work.goal, self.work.waves)
        return ensemble(shares, self.work.design.members, study=self.work.name)

    def choose(self) -> None:
        """Simulate the worlds nearest to all others once more, to choose the one to show. Raises StoppedError."""
        _ = self.medoid

    @cached_property
    def medoid(self) -> Medoid:
        """One world to show."""
        members = self.points.unit[self.ensemble.members]
        priors, goal = self.work.priors, self.work.goal
        nearest = medoids(members, self.ensemble.weights, self.posterior, self.emulator, priors=priors, goal=goal)
        tried = list(islice(nearest, TRIED))
        written = {prior.name: prior.written for prior in priors}
        simulated = self.work.tried([{**written, **self._moved(one)} for one in tried])
        return tried[meeting(simulated, goal)]

    def coverage(self, each: Callable[..., Any] = map) -> Coverage | None:
        """Whether intervals hold the truth, plausible worlds being the truth in turn; None when not asked."""
        count = self.work.design.truths
        if not count:
            return None
        members = self.ensemble.members
        luck = np.random.default_rng(self.work.seed)
        truths = np.sort(luck.permutation(members)[:count])
        check = Check(self.emulator, self.points, self.work.priors, self.work.goal, self.work.name, near=True)
        return coverage(check, truths, each=each)

    @property
    def natural(self) -> Floats:
        """The numbers of every simulated point."""
        return np.vstack(self.work.natural)

    @cached_property
    def members(self) -> list[Mapping[str, Any]]:
        """The plausible worlds, as a file says them."""
        return self.work.rows(self.natural[self.ensemble.members])

    @property
    def shown(self) -> Mapping[str, Any]:
        """The medoid's numbers that differ from what is written, with few digits."""
        return self._moved(self.medoid)

    def _moved(self, one: Medoid) -> Mapping[str, Any]:
        found = {}
        for prior, value, back in zip(self.work.priors, one.values, one.written, strict=True):
            if not back:
                rounded = float(f"{value:.{_MEDOID_DIGITS}g}")
                found[prior.name] = int(rounded) if prior.steps else min(max(rounded, prior.low), prior.high)
        return found

    def parameters(self) -> list[Mapping[str, Any]]:
        """One row a number."""
        known = self.posterior
        scenario = self.work.study.scenarios[0]
        rows: list[Mapping[str, Any]] = []
        for place, prior in enumerate(self.work.priors):
            source = scenario.provenance.get(prior.name)
            rows.append(
                {
                    "parameter": prior.name,
                    "low": prior.low,
                    "high": prior.high,
                    "written": prior.written,
                    "posterior_p05": known.low[place],
                    "posterior_p50": known.middle[place],
                    "posterior_p95": known.high[place],
                    "width": known.width[place],
                    "information": known.information[place],
                    "informed": bool(known.informed[place]),
                    "medoid": self.shown.get(prior.name, prior.written),
                    "grade": None if source is None else source.grade,
                }
            )
        return rows

    def targets(self) -> list[Mapping[str, Any]]:
        """One row a statistic: the range it must lie in, and where the plausible worlds lie."""
        members = self.points.values[self.ensemble.members]
        rows: list[Mapping[str, Any]] = []
        for place, one in enumerate(self.work.fitted):
            simulated = natural_of(one.claim.scale, members[:, place])
            everywhere = natural_of(one.claim.scale, self.points.values[self.points.wave == 0, place])
            rows.append(
                {
                    "pattern": one.pattern.name,
                    "claim": one.number,
                    "statistic": one.claim.statistic.text,
                    "unit": one.claim.unit,
                    "low": one.claim.low,
                    "high": one.claim.high,
                    **_spread(everywhere, "prior"),
                    **_spread(simulated, "ensemble"),
                    "within": float(np.mean((simulated >= one.claim.low) & (simulated <= one.claim.high))),
                    "explained": self.emulator.explained[place],
                    "explained_of_signal": self.emulator.explained_of_signal[place],
                    "medoid_away": self.medoid.away[place],
                }
            )
        return rows

    def write(self, found: Coverage | None, *, figures: bool) -> None:
        """Write everything into the folder of the calibration."""
        import pandas

        from hlmsim.analysis.export import write_csv, write_text
        from hlmsim.report.calibration_page import calibration_page
        from hlmsim.scenario import to_yaml

        folder = self.work.out
        write_text(worlds_text(self.members), folder / WORLDS)
        base = self.work.study.scenarios[0]
        write_text(to_yaml(base.with_(dict(self.shown), name="medoid")), folder / MEDOID)
        write_csv(pandas.DataFrame(self.parameters()), folder / "parameters.csv")
        write_csv(pandas.DataFrame(self.targets()), folder / "targets.csv")
        if found is not None:
            write_csv(pandas.DataFrame(self._coverage_rows(found)), folder / "coverage.csv")
        if figures:
            self._draw(folder)
        for lang in LANGUAGES:
            page = calibration_page(self, found, lang, command=pasteable(self.command), figures=figures)
            write_text(page, folder / PAGE.format(lang=lang))

    def _coverage_rows(self, found: Coverage) -> list[Mapping[str, Any]]:
        return [
            {
                "parameter": prior.name,
                "covered": found.by_parameter[place],
                "width": found.width[place],
                "informed": bool(found.informed[place]),
                "uniform_p": found.uniform[place],
            }
            for place, prior in enumerate(self.work.priors)
        ]

    def _draw(self, folder: Path) -> None:
        from hlmsim.report.calibration_chart import parameters_figure, targets_figure
        from hlmsim.report.figures import save

        for lang in LANGUAGES:
            place = folder / "figures" / lang
            save(targets_figure(self.targets(), self.work.fitted, lang), place, "targets")
            save(parameters_figure(self.parameters(), lang), place, "parameters")


def natural_of(scale: str, values: Floats) -> Floats:
    """Statistics in natural units, from the scale that they were compared on."""
    if scale == "log":
        return np.asarray(np.exp(values))
    if scale == "logit":
        return np.asarray(1.0 / (1.0 + np.exp(-values)))
    return values


def _spread(values: Floats, name: str) -> Mapping[str, float]:
    known = values[~np.isnan(values)]
    ends = np.quantile(known, [0.05, 0.5, 0.95]) if len(known) else [math.nan] * 3
    return {f"{name}_p05": float(ends[0]), f"{name}_p50": float(ends[1]), f"{name}_p95": float(ends[2])}
