"""The settings of all patterns as one experiment, so that what two patterns share is simulated once.

The experiment is written out as a file like any other: a results folder of a validation can be verified, replayed,
exported and read as that of a sweep.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hlmsim.runs.design import Experiment, load_experiment
from hlmsim.runs.patterns.file import Pattern
from hlmsim.scenario import Scenario, to_yaml

SETTING = "setting"
"""The one factor of the experiment."""
WORLDS = "worlds.csv"


def setting_name(pattern: Pattern, setting: str) -> str:
    """What the experiment calls a setting of a pattern."""
    return f"{pattern.name}.{setting}"


def pattern_study(
    patterns: Sequence[Pattern],
    base: Scenario,
    *,
    title: Mapping[str, str],
    replicates: int,
    seed: int = 1,
    worlds: Mapping[str, Any] | None = None,
) -> Experiment:
    """The experiment of some patterns. title: by language. worlds: as an experiment file says it.

    Raises ScenarioError when a setting cannot be.
    """
    levels = {setting_name(pattern, name): values for pattern in patterns for name, values in pattern.settings.items()}
    content = {
        "schema": 1,
        "title": dict(title),
        "question": dict(title),
        "scenarios": [base.name],
        "factors": {SETTING: {"levels": levels}},
        "design": {"kind": "grid"},
        "replicates": replicates,
        "seed": seed,
        **({"worlds": dict(worlds)} if worlds is not None else {}),
    }
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / f"{base.name}.yaml").write_text(to_yaml(base), encoding="utf-8")
        if worlds is not None and "file" in worlds:
            source = Path(worlds["file"])
            (folder / WORLDS).write_bytes(source.read_bytes())
            content["worlds"] = {**worlds, "file": WORLDS}
        file = folder / "experiment.yaml"
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        return load_experiment(file, scenarios=folder)
