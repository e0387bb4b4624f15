"""A scenario to start from: every lever with its meaning and present value, as comments."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

from hlmsim.engine.parameters import Parameter
from hlmsim.model.week import PARAMETERS
from hlmsim.scenario import shipped
from hlmsim.scenario.scenario import Scenario, load
from hlmsim.scenario.writing import flow

_WIDTH = 100
_HEADING = "# yaml-language-server: $schema=scenario.schema.json"


def new_scenario_text(name: str, parent: str | Path, describe: Callable[[str], str | None] | None = None) -> str:
    """The text of a file that extends ``parent`` and changes nothing yet.

    parent: a file that will stand beside the new one, or a shipped scenario by name. describe: what a parameter means.
    Raises ScenarioError when the parent cannot be read.
    """
    base = load(parent)
    lines = [
        _HEADING,
        "schema: 1",
        f"extends: {flow(_extended(parent, base))}",
        f"title: {flow({'fr': name, 'en': name})}",
        f"why: {flow({'fr': '', 'en': ''})}",
        f"# horizon: {flow({'weeks': base.weeks, 'burn_in': base.burn_in})}",
        "",
        "levers:",
    ]
    levers = sorted((p for p in PARAMETERS if p.path.startswith("levers.")), key=lambda p: p.path.split(".")[1])
    for group, parameters in groupby(levers, key=lambda parameter: parameter.path.split(".")[1]):
        lines.append(f"  {group}:")
        for parameter in parameters:
            lines += [f"    {line}" for line in _told(parameter, base, describe)]
    change = {"week": base.burn_in, "set": {"levers.turnover.worker_annual": 0.5}}
    return "\n".join([*lines, "", "# changes:", f"#   - {flow(change)}", ""])


def _extended(parent: str | Path, base: Scenario) -> str:
    file = Path(base.file or base.name)
    return file.relative_to(shipped.folder()).as_posix() if file.is_relative_to(shipped.folder()) else Path(parent).name


def _told(parameter: Parameter, base: Scenario, describe: Callable[[str], str | None] | None) -> Iterator[str]:
    meaning = describe(parameter.path) if describe is not None else None
    for line in textwrap.wrap(meaning or "", _WIDTH):
        yield f"# {line}"
    word = parameter.path.rpartition(".")[2]
    values = {path.rpartition(".")[2]: base.values[path] for path in parameter.paths}
    yield f"# {word}: {flow(values if parameter.over else values[word])}"
