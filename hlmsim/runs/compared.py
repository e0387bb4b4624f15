"""A comparison in plausible worlds as a batch: the shelves and the files of a sweep, and a manifest that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from hlmsim.runs.batch import Batch
from hlmsim.runs.design.designs import design_table
from hlmsim.runs.design.experiment import Experiment
from hlmsim.runs.sweep import sweep_batch

DEFAULT_REPLICATES = 10
"""Of each scenario in each world, when nobody says: what more would teach about chance, more worlds teach better."""
COMPARED = "compared"
"""Fact of the manifest of a sweep that is shown as a comparison of scenarios."""


def compared_batch(study: Experiment, out: Path, **options: Any) -> Batch:
    """The batch of a comparison (:func:`hlmsim.runs.design.comparison.comparison`). options: those of a batch.

    Raises ScenarioError when a world cannot be that of a scenario.
    """
    batch = sweep_batch(study, design_table(study), out, study_seed=study.seed, **options)

    def facts(replicates: int) -> Mapping[str, Any]:
        return {**batch.facts(replicates), COMPARED: True}

    return replace(batch, facts=facts)


def is_compared(manifest: Mapping[str, Any]) -> bool:
    """Whether a results folder holds a comparison in plausible worlds."""
    return bool(manifest.get(COMPARED))
