"""Every parameter of a scenario on screen: value, unit, range, grade, source, meaning; two lines each, at any width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from hlmsim.engine.parameters import Parameter, Value
from hlmsim.locales import has, number, text
from hlmsim.report.paragraph import Paragraph

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.table import Table

    from hlmsim.scenario import Scenario

UNSOURCED = "U"
_LISTS = (
    "household_type",
    "language_group",
    "domain",
    "partner_kind",
    "action",
    "referral",
    "hours_use",
    "trigger",
    "living_conditions",
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a scenario. range: as the file gives it; grade and source are empty when it was overridden."""

    path: str
    value: Value
    range: tuple[float, float] | None
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A parameter and the numbers that it holds: one, or one an element."""

    parameter: Parameter
    numbers: tuple[Number, ...]


def parameters_view(shown: Sequence[Shown], lang: str) -> Group:
    """Parameters by section of the file, their numbers aligned on one another."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.text import Text

    widths = _widths(
        [number for entry in shown for number in entry.numbers], {e.parameter.path: e.parameter for e in shown}, lang
    )
    parts: list[RenderableType] = [_grid([[text(f"cli.show.{name}", lang) for name in _HEADINGS]], widths, style="dim")]
    for section, entries in groupby(shown, key=lambda entry: entry.parameter.path.rpartition(".")[0]):
        parts += [Text(), Text(section, style="bold")]
        for entry in entries:
            rows = list(_rows(entry, lang))
            parts += [Padding(_grid(rows, widths, style=""), (0, 0, 0, 2)), Padding(_note(entry, lang), (0, 0, 0, 4))]
    return Group(*parts)


def unsourced(shown: Iterable[Shown]) -> int:
    """Numbers that no source gives."""
    return sum(is_prior(number.grade) for entry in shown for number in entry.numbers)


def written(value: object, lang: str) -> str:
    """A value as the language writes it; words of closed lists stay as the file writes them."""
    match value:
        case None:
            return text("cli.show.no_range", lang)
        case bool():
            return text("words.yes" if value else "words.no", lang)
        case int() | float():
            return number(value, lang)
        case tuple() | list():
            return "; ".join(written(item, lang) for item in value)
        case Mapping():
            return "; ".join(f"{key}: {written(item, lang)}" for key, item in value.items())
        case _:
            return str(value)


def element(name: str, lang: str) -> str:
    """An element of a list of numbers as people call it."""
    kind = next((kind for kind in _LISTS if has(f"words.{kind}.{name}", lang)), None)
    return text(f"words.{kind}.{name}", lang) if kind else name


_HEADINGS = ("parameter", "value", "unit", "range", "grade")


def _rows(entry: Shown, lang: str) -> Iterable[list[str]]:
    parameter = entry.parameter
    if parameter.over:
        yield [f"[bold]{parameter.path.rpartition('.')[2]}[/]", "", "", "", ""]
    for found in entry.numbers:
        name = found.path.rpartition(".")[2]
        heading = f"  {name} [dim]({element(name, lang)})[/]" if parameter.over else f"[bold]{name}[/]"
        yield [heading, *_cells(found, parameter, lang)]


def _cells(found: Number, parameter: Parameter, lang: str) -> list[str]:
    grade = found.grade or UNSOURCED
    shown_grade = f"[yellow]{grade}[/]" if is_prior(grade) else grade
    return [
        written(found.value, lang),
        text(f"words.kind.{parameter.kind.name}", lang),
        _range(found, lang),
        shown_grade,
    ]


def _range(found: Number, lang: str) -> str:
    if found.range is None:
        return text("cli.show.no_range", lang)
    return "\N{NO-BREAK SPACE}–\N{NO-BREAK SPACE}".join(number(bound, lang) for bound in found.range)


def _note(entry: Shown, lang: str) -> Group:
    """What the parameter means, then how well its numbers are known."""
    from rich.console import Group

    grades = list(dict.fromkeys(found.grade or UNSOURCED for found in entry.numbers))
    sources = dict.fromkeys(found.source for found in entry.numbers if found.source)
    known = "; ".join(_known(grade, lang) for grade in grades)
    label, meaning = (text(f"parameters.{part}{entry.parameter.path}", lang) for part in ("label.", ""))
    style = "dim yellow" if any(map(is_prior, grades)) else "dim"
    return Group(Paragraph(f"{label} – {meaning}"), Paragraph(" – ".join([known, *sources]), style))


def is_prior(grade: str) -> bool:
    """Whether no source gives the number, or a source gives its sign but not its size (A/U)."""
    return not grade or UNSOURCED in grade.split("/")


def priors(scenario: Scenario) -> int:
    """How many numbers of a scenario no source measures."""
    known = (scenario.provenance.get(path) for path in scenario.values)
    return sum(is_prior((found.grade or "") if found else "") for found in known)


def _known(grade: str, lang: str) -> str:
    keys = [f"words.grade.{part}" for part in grade.split("/")]
    return " / ".join(text(key, lang) if has(key, lang) else grade for key in keys)


def _widths(numbers: Sequence[Number], parameters: Mapping[str, Parameter], lang: str) -> list[int]:
    from rich.text import Text

    widths = [len(text(f"cli.show.{name}", lang)) for name in _HEADINGS[1:]]
    for found in numbers:
        parameter = parameters.get(found.path) or parameters[found.path.rpartition(".")[0]]
        cells = [Text.from_markup(cell).cell_len for cell in _cells(found, parameter, lang)]
        widths = [max(pair) for pair in zip(widths, cells, strict=True)]
    return widths


def _grid(rows: Iterable[Sequence[str]], widths: Sequence[int], *, style: str) -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(ratio=1, overflow="fold", style=style)
    for place, width in enumerate(widths):
        grid.add_column(justify="right" if place == 0 else "left", width=width, style=style)
    for row in rows:
        grid.add_row(*row)
    return grid
