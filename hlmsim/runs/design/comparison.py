"""Scenarios compared in plausible worlds: an experiment without factors, made from scenarios, not from a file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hlmsim.errors import InputError, ScenarioError
from hlmsim.runs.design.experiment import DEFAULT_LIMIT, Experiment
from hlmsim.runs.design.schema import Grid
from hlmsim.runs.design.world_files import WORLDS, differing, ensemble_file, ensembles, read_ensemble, tell
from hlmsim.runs.design.worlds import Worlds
from hlmsim.runs.ledger.folder import LONGEST, default_folder, file_name
from hlmsim.scenario import Place, Scenario
from hlmsim.scenario.envelope import text_of
from hlmsim.scenario.faults import Faults, in_order
from hlmsim.scenario.files import is_file

MOST_WORLDS = 100_000
WORLDS_FILE = "worlds.csv"
LEVERS = ("levers",)
"""What is decided is not drawn: only what is not known."""

_OPTION = Place("--worlds", 0, 0)
_SAFE = re.compile(r'[^\s./\\:*?"<>|][^/\\:*?"<>|\n\r\t]{0,79}')


def comparison(
    scenarios: Sequence[Scenario], worlds: int | str | Path, *, replicates: int, seed: int = 1
) -> Experiment:
    """The experiment that compares scenarios in plausible worlds; the first is the reference.

    worlds: how many are drawn, or the file of an ensemble, or the bare name of a shipped one. Raises ScenarioError with
    every fault of that file, InputError if two scenarios have the same name or no world is asked for.
    """
    names = [scenario.name for scenario in scenarios]
    twins = [name for name in names if names.count(name) > 1]
    if twins:
        raise InputError("twin_scenarios", name=twins[0])
    if isinstance(worlds, int) and not 1 <= worlds <= MOST_WORLDS:
        raise InputError("usage.out_of_bounds", parameter="worlds", found=worlds, low=1, high=MOST_WORLDS)
    faults = Faults()
    kept = tuple(_named(scenario) for scenario in scenarios)
    asked = _drawn(worlds, kept, faults) if isinstance(worlds, int) else _ensemble(worlds, kept, faults)
    if faults or asked is None:
        raise ScenarioError(in_order(faults.found))
    titles = {lang: ", ".join(scenario.title[lang] for scenario in kept) for lang in ("fr", "en")}
    return Experiment(
        name="experiment",
        file="experiment.yaml",
        text=_text(kept, asked, replicates, seed),
        title=titles,
        question={"fr": "", "en": ""},
        scenarios=kept,
        factors=(),
        design=Grid(),
        points=(),
        groups={},
        replicates=replicates,
        precision={},
        limit=DEFAULT_LIMIT,
        worlds=asked,
        outcomes=(),
        reference={},
        expected_minutes=None,
        seed=seed,
        warnings=tuple(in_order(faults.remarks)),
    )


def default_comparison_folder(study: Experiment, study_seed: int) -> Path:
    """Where it goes when nobody says; the same for any number of replicates and of draws, so that both can grow."""
    plain, asked = default_folder(study.scenarios, study_seed), study.worlds
    source = "" if asked is None else asked.text or f"{asked.draw} {asked.grades} {asked.leave_out}"
    digest = hashlib.sha256(f"{plain.name}\n{source}".encode()).hexdigest()
    return plain.with_name(f"{plain.name.rpartition('-')[0]}-worlds-{digest[:8]}")


def _named(scenario: Scenario) -> Scenario:
    """The scenario under a name that a file can have; its title stays."""
    if _SAFE.fullmatch(scenario.name) and not scenario.name.endswith((".yaml", ".yml", " ", ".")):
        return scenario
    digest = hashlib.sha256(scenario.name.encode()).hexdigest()[:8]
    return replace(scenario, name=f"{file_name(scenario.name, LONGEST)}-{digest}")


def _drawn(draws: int, scenarios: Sequence[Scenario], faults: Faults) -> Worlds:
    asked = Worlds(draws, leave_out=LEVERS)
    taken = differing(scenarios)
    told = Faults()
    tell(asked, _OPTION, scenarios, taken, told, where="")
    faults.found += told.found
    counts = {(one.facts["numbers"], one.facts["shares"]) for one in told.remarks}
    if len(counts) == 1:
        numbers, shares = counts.pop()
        faults.remark("worlds_drawn_alike", _OPTION, "", numbers=numbers, shares=shares, draws=draws)
    else:
        faults.remarks += told.remarks
    _tell_apart(sorted(path for path in taken if not path.startswith("levers.")), _OPTION, faults)
    return asked


def _ensemble(asked: str | Path, scenarios: Sequence[Scenario], faults: Faults) -> Worlds | None:
    """The worlds of a file, or of the shipped ensemble of that name."""
    found = ensemble_text(asked, faults)
    if found is None:
        return None
    file, text = found
    rows = read_ensemble(text, str(file), scenarios, faults)
    paths = {path for row in rows for path in row}
    _tell_apart(sorted(paths & differing(scenarios)), Place(str(file), 1, 1), faults)
    return Worlds(len(rows), rows=tuple(rows), file=WORLDS_FILE, text=text)


def ensemble_text(asked: str | Path, faults: Faults) -> tuple[Path, str] | None:
    """The file of an ensemble that a person names on the command line, or of the shipped one of that name."""
    file = Path(asked)
    if not is_file(file):
        among = ensemble_file(str(asked))
        if among is None and not WORLDS.ends(file):
            faults.unknown("no_such_ensemble", _OPTION, "", found=str(asked), allowed=ensembles() or ("–",))
            return None
        file = among or file
    text = text_of(WORLDS, file, faults)
    return None if text is None else (file, text)


def _tell_apart(paths: Sequence[str], place: Place, faults: Faults) -> None:
    if paths:
        faults.remark("worlds_kept_apart", place, "", count=len(paths), paths=list(paths[:10]))


def _text(scenarios: Sequence[Scenario], worlds: Worlds, replicates: int, seed: int) -> str:
    """The experiment as a file says it, so that its results folder alone is enough to read it again."""
    names = json.dumps([scenario.name for scenario in scenarios], ensure_ascii=False)
    drawn = {"draws": worlds.draws, "except": list(worlds.leave_out)}
    asked = json.dumps({"file": worlds.file} if worlds.file is not None else drawn)
    return f"schema: 1\nscenarios: {names}\nworlds: {asked}\nreplicates: {replicates}\nseed: {seed}\n"
