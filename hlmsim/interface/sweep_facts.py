"""What a sweep was asked, read from its results folder: factors, names, design; the folder alone is enough."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.analysis.factors import DesignFactor, coded, setting, settings_of
from hlmsim.analysis.sweeps import DesignPlan
from hlmsim.errors import ScenarioError
from hlmsim.locales import percent, text
from hlmsim.report.answer import AnswerHeading, Varied
from hlmsim.report.findings import FactorName, SweepNames, factor_label, factor_unit
from hlmsim.report.parameters import priors
from hlmsim.report.rows import titles_of, told_apart
from hlmsim.runs.intact import demand_intact
from hlmsim.runs.line import pasteable
from hlmsim.runs.results import read_design

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class SweepFacts:
    """The manifest of a sweep and its design table, as the analysis and the pages need them."""

    folder: Path
    manifest: Mapping[str, Any]

    @cached_property
    def design(self) -> DataFrame:
        """The design table: one row a point; settings are words, empty where the point is as the scenario has it."""
        return read_design(self.folder)

    @cached_property
    def plan(self) -> DesignPlan:
        """Factors, reference and blocks of the design."""
        factors = tuple(_factor(facts) for facts in self.manifest["factors"])
        worlds = self.manifest.get("worlds") or {}
        together = max(1, int(self.manifest["design"].get("block", 1)) // max(1, len(worlds.get("numbers", [0]))))
        return DesignPlan(factors, self.manifest.get("reference"), together)

    def names(self, lang: str) -> SweepNames:
        """What factors, settings and scenarios are called."""
        factors = {facts["name"]: _named(facts, lang) for facts in self.manifest["factors"]}
        for factor in self.plan.factors:
            if len(factor.places) > 1:
                ends = {
                    setting(factor.low): text("answer.low_end", lang),
                    setting(factor.high): text("answer.high_end", lang),
                }
                moved = ends if factor.is_range else _moved_together(settings_of(self.design, factor), lang)
                factors[factor.name] = replace(factors[factor.name], settings=moved)
        labels = told_apart({name: factor.label for name, factor in factors.items()})
        factors = {name: replace(factor, label=labels[name]) for name, factor in factors.items()}
        return SweepNames(factors, titles_of(self.manifest["scenarios"], lang), lang)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Outcomes that the experiment asks about; none: it does not say."""
        return tuple(self.manifest.get("outcomes") or ())

    def study(self, lang: str, *, replicates: int, kept: int) -> AnswerHeading:
        """What the page says of the experiment. kept: runs that there are."""
        manifest, experiment = self.manifest, self.manifest["experiment"]
        first = manifest["scenarios"][0]
        runs = int(self.design["case"].nunique()) * replicates
        return AnswerHeading(
            title=experiment["title"].get(lang) or experiment["name"],
            question=(experiment.get("question") or {}).get(lang, ""),
            design=manifest["design"]["kind"],
            factors=tuple(self._varied(factor) for factor in self.plan.factors),
            points=len(self.design),
            replicates=replicates,
            runs=runs,
            missing=max(0, runs - kept),
            worlds=int(self.design["world"].nunique()),
            seed=int(manifest["study_seed"]),
            weeks=int(first["weeks"]),
            burn_in=int(first["burn_in"]),
            priors=self._priors(),
            version=manifest["versions"]["model"],
            hash=experiment["hash"],
            command=self._command(replicates),
        )

    def _varied(self, factor: DesignFactor) -> Varied:
        if factor.is_range:
            return Varied(factor.name, ends=(setting(factor.low), setting(factor.high)), log=factor.log)
        known = coded(self.design, (factor,), None)
        own = [one for one in known if one.name == factor.name]
        return Varied(factor.name, own[0].settings if own else tuple(factor.settings[:1]))

    def _priors(self) -> int:
        """How many numbers of the first scenario no source measures."""
        from hlmsim.scenario import load
        from hlmsim.scenario.inputs import remembered

        file = f"scenarios/{self.manifest['scenarios'][0]['name']}.yaml"
        demand_intact(self.folder, [file])
        try:
            with remembered():
                scenario = load(self.folder / file)
        except ScenarioError:
            return 0
        return priors(scenario)

    def _command(self, replicates: int) -> str:
        """The command that gives these results, whatever machine, cores or interruptions made them."""
        experiment, typed = self.manifest["experiment"], list(self.manifest.get("made", {}).get("command") or ())
        line = ["hlmsim", "sweep", experiment["name"] if _is_shipped(experiment["name"]) else experiment["file"]]
        line += ["--replicates", str(replicates), "--seed", str(self.manifest["study_seed"])]
        line += [
            word for place, word in enumerate(typed) if word == "--weeks" or typed[place - 1 : place] == ["--weeks"]
        ]
        edited = self.manifest["design"].get("file")
        return pasteable([*line, *(["--design", edited] if edited else [])])


def _factor(facts: Mapping[str, Any]) -> DesignFactor:
    low, high = facts.get("low"), facts.get("high")
    return DesignFactor(
        name=facts["name"],
        columns=tuple(facts.get("columns") or (facts["name"],)),
        settings=tuple(str(word) for word in facts.get("settings") or ()),
        low=math.nan if low is None else float(low),
        high=math.nan if high is None else float(high),
        log=bool(facts.get("log")),
    )


def _named(facts: Mapping[str, Any], lang: str) -> FactorName:
    labels = told_apart({setting(word): label.get(lang, word) for word, label in (facts.get("labels") or {}).items()})
    numeric = all(_is_number(word) for word in facts.get("settings") or ())
    said, paths = facts.get("label"), facts.get("paths") or ()
    label, unit = factor_label(facts["name"], said, paths, lang), factor_unit(paths, lang) if numeric else ""
    return FactorName(label, "" if unit.lower() in label.lower() else unit, labels)


def _moved_together(settings: Sequence[str], lang: str) -> dict[str, str]:
    """Settings of factors that move together, where all are the first ones times the same: « −20 % »."""
    found: dict[str, str] = {}
    try:
        rows = {word: [float(part) for part in word.split(" + ")] for word in dict.fromkeys(settings)}
    except ValueError:
        return found
    first = next(iter(rows.values()))
    for word, row in rows.items():
        ratios = [one / base for one, base in zip(row, first, strict=True) if base]
        if ratios and math.isclose(min(ratios), max(ratios), rel_tol=1e-9):
            same = math.isclose(ratios[0], 1.0)
            found[word] = text("answer.as_is", lang) if same else percent(ratios[0] - 1.0, lang, 0, signed=True)
    return found if len(found) == len(rows) else {}


def _is_number(word: Any) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _is_shipped(name: str) -> bool:
    from hlmsim.runs.design import shipped

    return name in shipped.names()
