"""A sensitivity analysis as two sweeps in one folder: a screen of every number, then indices of those that are kept.

Each stage is an experiment of its own, with a file that says it all: what is known of sweeps (resuming, verifying,
replaying a run) holds for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hlmsim.errors import InputError
from hlmsim.runs.design.designs import groups_of
from hlmsim.runs.design.experiment import Experiment, Factor
from hlmsim.runs.design.samples import count
from hlmsim.runs.design.schema import Morris, Sensitivity, Sobol, command_of_design
from hlmsim.runs.manifest import read_manifest

KIND = "sensitivity"
SCREEN, INDICES = "screen", "indices"
"""Folders of the two stages, inside that of the analysis."""


def design_of(experiment: Experiment) -> Sensitivity:
    """The design of a sensitivity analysis. Raises InputError if the experiment asks for something else."""
    if not isinstance(experiment.design, Sensitivity):
        kind = experiment.design.kind
        raise InputError("not_a_sensitivity", name=experiment.name, design=kind, command=command_of_design(kind))
    return experiment.design


def screen_of(experiment: Experiment) -> Experiment:
    """The first stage: every factor along Morris trajectories."""
    return _stage(experiment, experiment.factors, design_of(experiment).screen)


def indices_of(experiment: Experiment, kept: Sequence[str]) -> Experiment:
    """The second stage: the factors that are kept, in Saltelli's points; the others stay as written."""
    factors = tuple(factor for factor in experiment.factors if factor.name in kept)
    return _stage(experiment, factors, design_of(experiment).indices)


def sizes_of(experiment: Experiment) -> tuple[int, int]:
    """How many points each stage has, in all scenarios."""
    design, groups = design_of(experiment), groups_of(experiment)
    kept = min(design.keep, len(groups))
    scenarios = len(experiment.scenarios)
    return scenarios * count(design.screen, groups), scenarios * count(design.indices, groups[:kept])


def parts_of(folder: Path) -> list[Path]:
    """The results folders with runs: those of the stages of an analysis, else the folder itself."""
    manifest = read_manifest(folder)
    return [folder / stage["folder"] for stage in manifest["stages"]] if manifest.get("kind") == KIND else [folder]


def _stage(experiment: Experiment, factors: tuple[Factor, ...], design: Morris | Sobol) -> Experiment:
    changed = replace(experiment, factors=factors, design=design, points=(), groups={}, reference={}, places={})
    return replace(changed, text=_text(changed))


def _text(experiment: Experiment) -> str:
    """The file of a stage."""
    import yaml

    said = {
        "schema": 1,
        "title": dict(experiment.title),
        "question": dict(experiment.question),
        "scenarios": [scenario.name for scenario in experiment.scenarios],
        "factors": {factor.name: _written(factor) for factor in experiment.factors},
        "design": experiment.design.model_dump(),
        "replicates": experiment.replicates,
        "outcomes": list(experiment.outcomes),
        "seed": experiment.seed,
    }
    kept = {key: value for key, value in said.items() if value != {"fr": "", "en": ""}}
    return yaml.dump(kept, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=120)


def _written(factor: Factor) -> dict[str, Any]:
    found: dict[str, Any] = {"label": dict(factor.label)} if factor.label is not None else {}
    if not factor.settable:
        levels = {level.name: dict(level.values) for level in factor.levels}
        return found | {"levels": levels, **_labels(factor)}
    found |= {"path": factor.paths[0]} if len(factor.paths) == 1 else {"paths": list(factor.paths)}
    span = factor.span
    if span is None:
        return found | {"values": [level.cell for level in factor.levels], **_labels(factor)}
    found |= {"range": [span.low, span.high], "whole": span.whole}
    return found | ({"scale": "log"} if span.log else {})


def _labels(factor: Factor) -> Mapping[str, Any]:
    labels = {level.name: dict(level.label) for level in factor.levels if level.label is not None}
    return {"labels": labels} if labels else {}


def _dumper() -> Any:
    """Values that stand twice are written twice: a file for people has no anchors."""
    import yaml

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - whatever it is
            return True

    return Plain
