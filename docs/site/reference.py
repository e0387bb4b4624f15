"""The reference pages, written from the code in one language: commands, outcomes, parameters, Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click

import hlmsim
from hlmsim.engine.parameters import Parameter
from hlmsim.interface.cli.program import COMMANDS, Program
from hlmsim.locales import text
from hlmsim.model.outcomes import OUTCOMES
from hlmsim.model.week import PARAMETERS
from hlmsim.report.parameters import element, written
from hlmsim.scenario import load

WORDS = {
    "fr": {
        "commands": "Commandes",
        "commands_intro": "Ce que `hlmsim COMMANDE --help` affiche.",
        "outcomes": "Résultats mesurés",
        "outcomes_intro": "Le nom est celui des colonnes et de `--precision`. Une flèche dit de quel côté c’est mieux.",
        "outcome": ("Nom", "Résultat", "Unité", "Mieux", "Ce que c’est"),
        "parameters": "Paramètres des scénarios",
        "parameters_intro": "Chaque nombre de `baseline.yaml`. Cote U : une hypothèse à faire varier, et non un fait.",
        "parameter": ("Clé", "Valeur", "Étendue", "Cote", "Ce que c’est"),
        "python": "Python",
        "python_intro": "Ce que `import hlmsim` donne. Les descriptions sont en anglais, la langue du code.",
        "index": "Référence",
    },
    "en": {
        "commands": "Commands",
        "commands_intro": "What `hlmsim COMMAND --help` prints.",
        "outcomes": "Outcomes",
        "outcomes_intro": "The name is that of columns and of `--precision`. An arrow says on which side it is better.",
        "outcome": ("Name", "Outcome", "Unit", "Better", "What it is"),
        "parameters": "Parameters of scenarios",
        "parameters_intro": "Every number of `baseline.yaml`. Grade U: a prior to sweep, not a fact.",
        "parameter": ("Key", "Value", "Range", "Grade", "What it is"),
        "python": "Python",
        "python_intro": "What `import hlmsim` gives.",
        "index": "Reference",
    },
}
_BETTER = {1: "↑", -1: "↓", 0: "–"}


def write(folder: Path, lang: str) -> None:
    """Every page into ``folder``."""
    folder.mkdir(parents=True)
    pages = {"commands": commands, "outcomes": outcomes, "parameters": parameters, "python": python}
    for name, page in pages.items():
        lines = [f"# {WORDS[lang][name]}", "", str(WORDS[lang][f"{name}_intro"]), "", *page(lang)]
        (folder / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    tree = [f"# {WORDS[lang]['index']}", "", "```{toctree}", ":maxdepth: 2", "", *pages, "```"]
    (folder / "index.md").write_text("\n".join(tree) + "\n", encoding="utf-8")


def commands(lang: str) -> Iterator[str]:
    """The help of every command."""
    program = Program(lang)
    with click.Context(program, info_name="hlmsim", terminal_width=78, max_content_width=78) as top:
        for name in COMMANDS:
            command = program.get_command(top, name)
            assert command is not None
            with click.Context(command, info_name=name, parent=top, terminal_width=78, max_content_width=78) as here:
                yield from (f"## hlmsim {name}", "", "```text", command.get_help(here).rstrip(), "```", "")


def outcomes(lang: str) -> Iterator[str]:
    """Name, label, unit, direction and meaning of every outcome."""
    yield from _head(WORDS[lang]["outcome"])
    for outcome in OUTCOMES:
        label, unit, meaning = (text(f"outcomes.{outcome.name}.{part}", lang) for part in ("label", "unit", "meaning"))
        yield _line((f"`{outcome.name}`", label, unit, _BETTER[outcome.better], meaning))


def parameters(lang: str) -> Iterator[str]:
    """Key, value, range, grade and meaning of every parameter, by group."""
    base = load("baseline")
    for group, members in groupby(sorted(PARAMETERS, key=_group), key=_group):
        yield from ("", f"## {group}", "", *_head(WORDS[lang]["parameter"]))
        for one in members:
            for place, path in enumerate(one.paths):
                value, known = base.values[path], base.provenance.get(path)
                shown = element(value, lang) if isinstance(value, str) else written(value, lang)
                ends = "" if known is None or known.range is None else " … ".join(written(b, lang) for b in known.range)
                meaning = text(f"parameters.{one.path}", lang) if place == 0 else "″"
                yield _line(
                    (
                        f"`{path.removeprefix(group + '.')}`",
                        shown,
                        ends,
                        (known.grade if known else None) or "",
                        meaning,
                    )
                )


def _group(parameter: Parameter) -> str:
    return ".".join(parameter.path.split(".")[:2])


def python(_lang: str) -> Iterator[str]:
    """The front door."""
    for name in sorted(hlmsim.__all__, key=str.lower):
        found = getattr(hlmsim, name)
        if name.startswith("_") or not callable(found):
            continue
        kind = "autoclass" if isinstance(found, type) else "autofunction"
        members = ["   :members:"] if kind == "autoclass" and not issubclass(found, Exception) else []
        yield from ("```{eval-rst}", f".. {kind}:: hlmsim.{name}", *members, "```", "")


def _head(titles: Sequence[str]) -> list[str]:
    return [_line(titles), _line(["---"] * len(titles))]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(re.sub(r'[|]', '\\|', cell).replace(chr(10), ' ') for cell in cells)} |"
