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

from hlmsim.errors import ScenarioError
from hlmsim.runs.design import Experiment, load_experiment
from hlmsim.runs.design.comparison import LEVERS, WORLDS_FILE, ensemble_text
from hlmsim.runs.design.world_files import read_ensemble
from hlmsim.runs.patterns.file import Pattern, check_worlds
from hlmsim.scenario import Scenario, to_yaml
from hlmsim.scenario.faults import Faults, in_order
from hlmsim.scenario.inputs import remembered

SETTING = "setting"
"""The one factor of the experiment."""
REPLICATES = 400
"""Of each setting, when nobody says: enough to decide every shipped pattern but those close to a bound."""
IN_EACH_WORLD = 20
"""Of each setting in each world, when nobody says."""


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
    worlds: int | str | Path | None = None,
) -> Experiment:
    """The experiment of some patterns. title: by language.

    worlds: plausible ones, beside the numbers as written: how many are drawn, or the file of an ensemble, or the bare
    name of a shipped one. Raises ScenarioError when a setting cannot be, or with every fault of that file.
    """
    check_worlds(patterns, base)
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
    }
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / f"{base.name}.yaml").write_text(to_yaml(base), encoding="utf-8")
        if worlds is not None:
            content["worlds"] = _worlds(worlds, base, folder)
        file = folder / "experiment.yaml"
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
        with remembered():
            return load_experiment(file, scenarios=folder)


def _worlds(asked: int | str | Path, base: Scenario, folder: Path) -> dict[str, Any]:
    """The worlds as an experiment file says them; an ensemble is copied beside it."""
    if isinstance(asked, int):
        return {"draws": asked, "except": list(LEVERS), "as_written": True}
    faults = Faults()
    found = ensemble_text(asked, faults)
    if found is not None:
        read_ensemble(found[1], str(found[0]), [base], faults)
        (folder / WORLDS_FILE).write_text(found[1], encoding="utf-8")
    if faults:
        raise ScenarioError(in_order(faults.found))
    return {"file": WORLDS_FILE, "as_written": True}
