"""The model described from its own code: entities, week, draws, outcomes, events and parameters as Markdown tables.

``python -m hlmsim.report.description docs/model.md`` rewrites what stands between ``<!-- generated: entities -->`` and
``<!-- end -->``, and so on for each name of ``PARTS``, so that the page never says what the code no longer does.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from hlmsim.engine.draws import decisions as declared
from hlmsim.engine.network import TIES
from hlmsim.engine.parameters import Parameter, Value
from hlmsim.engine.table import Column, Table
from hlmsim.locales import number, text
from hlmsim.model import households, population, tables, ties, week
from hlmsim.model import outcomes as measured
from hlmsim.model.names import EVENTS
from hlmsim.model.tables import JOURNAL_ENTRIES

if TYPE_CHECKING:
    from hlmsim.scenario import Provenance

TABLES: tuple[Table, ...] = (*(thing for thing in vars(tables).values() if isinstance(thing, Table)), TIES)
"""Every table of the model, in the order of their declaration, then the ties between tenants."""
REFERENCE = "baseline"
"""The scenario whose values, ranges, grades and sources are printed."""
BY_HAND = "set by hand"
CALIBRATED = "value calibrated"
"""What the source of a parameter says when a value was tried out rather than read or calibrated."""
_WAYS = {1: "higher", -1: "lower", 0: "neither"}
_DECISION = re.compile(r"decision\(\s*\"([^\"]+)\"")
_GENERATED = re.compile(r"(<!-- generated: (?P<part>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_BREAK = "<br>"


def entities(lang: str) -> str:
    """Every column of every table, with its unit, bounds, words and meaning."""
    headings = ("column", "unit", "bounds", "words", "meaning")
    parts = []
    for table in TABLES:
        rows = [_column(table, column, lang) for column in table]
        parts += [f"**`{table.name}`** – {text(f'columns.table.{table.name}', lang)}", _table(headings, rows, lang)]
    return "\n\n".join(parts)


def the_week(lang: str) -> str:
    """The processes in order, from the first paragraph of their files."""
    rows = []
    for place, process in enumerate(week.WEEK, 1):
        module = inspect.getmodule(process)
        says = " ".join((inspect.getdoc(module) or "").split("\n\n")[0].split())
        file = f"{process.__module__.replace('.', '/')}.py"
        rows.append([str(place), f"`{process.__name__}`", f"`{file}`", says.partition(" · ")[2] or says])
    return _table(("number", "process", "file", "does"), rows, lang)


def parameters(lang: str) -> str:
    """Every parameter, with what the reference scenario says of it."""
    from hlmsim.scenario import load

    reference = load(REFERENCE)
    headings = ("parameter", "value", "range", "unit", "bounds", "grade", "meaning", "source")
    parts = []
    for section, entries in groupby(sorted(week.PARAMETERS, key=_section), key=_section):
        rows = [_parameter(entry, reference.values, reference.provenance, lang) for entry in entries]
        parts += [f"**`{section}`**", _table(headings, rows, lang)]
    return "\n\n".join(parts)


def by_hand(lang: str) -> str:
    """The parameters that were set by hand before any calibration: their sources say so."""
    return _whose_source_says(BY_HAND, lang)


def calibrated(lang: str) -> str:
    """The parameters whose value comes from the calibration: their sources say so."""
    return _whose_source_says(CALIBRATED, lang)


def _whose_source_says(words: str, lang: str) -> str:
    from hlmsim.scenario import load

    reference = load(REFERENCE)
    rows = []
    for path in (path for entry in week.PARAMETERS for path in entry.paths):
        note = reference.provenance.get(path)
        if note and note.range and words in (note.source or ""):
            low, high = note.range
            rows.append(
                [f"`{path}`", _written(reference.values[path], lang), _bounds(low, high, lang), note.source or ""]
            )
    return _table(("parameter", "value", "range", "source"), rows, lang)


def decisions(lang: str) -> str:
    """Every draw by its name, and the file that draws it."""
    known = set(declared())
    modules = {inspect.getmodule(process) for process in week.WEEK} | {population, households, ties}
    rows = []
    for module in sorted(filter(None, modules), key=lambda module: module.__name__):
        names = [name for name in _DECISION.findall(inspect.getsource(module)) if name in known]
        rows += [[name, f"`{module.__name__.rpartition('.')[2]}.py`"] for name in names]
    return _table(("decision", "file"), rows, lang)


def outcomes(lang: str) -> str:
    """Every outcome: name, unit, which way is better, whether by group, meaning."""
    rows = [
        [
            f"`{outcome.name}`" + (" ★" if outcome.headline else ""),
            text(f"outcomes.{outcome.name}.unit", lang),
            text(f"words.better.{_WAYS[outcome.better]}", lang),
            text("words.yes" if outcome.by_group else "words.no", lang),
            text(f"outcomes.{outcome.name}.meaning", lang),
        ]
        for outcome in measured.OUTCOMES
    ]
    return _table(("outcome", "unit", "better", "by_group", "meaning"), rows, lang)


def events(lang: str) -> str:
    """What a scenario may schedule, and what the journal tells."""
    scheduled = [[f"`{name}`", text(f"words.scheduled_event.{name}", lang)] for name in EVENTS]
    written = [[f"`{name}`", text(f"events.{name}", lang)] for name in JOURNAL_ENTRIES]
    return "\n\n".join(
        [_table(("event", "meaning"), scheduled, lang), _table(("entry", "meaning"), written, lang)],
    )


PARTS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "entities": entities,
        "week": the_week,
        "parameters": parameters,
        "by_hand": by_hand,
        "calibrated": calibrated,
        "decisions": decisions,
        "outcomes": outcomes,
        "events": events,
    }
)
"""What can be generated, by the name that a page gives it."""


def rewritten(page: str, lang: str) -> str:
    """A page with every generated part made again. Raises KeyError when a page asks for a part that does not exist."""
    return _GENERATED.sub(lambda found: f"{found[1]}\n{PARTS[found['part']](lang)}\n\n{found[3]}", page)


def main(arguments: Sequence[str]) -> None:
    """Rewrite the generated parts of a page in place. arguments: the file and, if not English, the language."""
    path, lang = Path(arguments[0]), (*arguments[1:], "en")[0]
    path.write_text(rewritten(path.read_text(encoding="utf-8"), lang), encoding="utf-8")


def _column(table: Table, column: Column, lang: str) -> list[str]:
    size = "" if column.width == 1 else f" × {column.width}"
    return [
        f"`{column.name}`",
        text(f"columns.unit.{column.unit}", lang) + size,
        _bounds(column.low, column.high, lang),
        ", ".join(f"`{word}`" for word in column.words),
        text(f"columns.{table.name}.{column.name}", lang),
    ]


def _parameter(
    parameter: Parameter, values: Mapping[str, Value], known: Mapping[str, Provenance], lang: str
) -> list[str]:
    names = [f"{name} " for name in parameter.over] or [""]
    notes = [known.get(path) for path in parameter.paths]
    ranges = [_bounds(note.range[0], note.range[1], lang) if note and note.range else "" for note in notes]
    shown = [f"{name}{_written(values[path], lang)}" for name, path in zip(names, parameter.paths, strict=True)]
    unit = text(f"words.kind.{parameter.kind.name}", lang)
    return [
        f"`{parameter.path.rpartition('.')[2]}`",
        _BREAK.join(shown),
        _BREAK.join(ranges if len(set(ranges)) > 1 else ranges[:1]),
        f"{unit}: {', '.join(parameter.choices)}" if parameter.choices else unit,
        "" if parameter.choices else _bounds(parameter.bounds[0], parameter.bounds[1], lang),
        _BREAK.join(_distinct(note.grade or "" for note in notes if note)),
        text(f"parameters.{parameter.path}", lang),
        _BREAK.join(_distinct(note.source or "" for note in notes if note)),
    ]


def _section(parameter: Parameter) -> str:
    return parameter.path.rpartition(".")[0]


def _written(value: Value, lang: str) -> str:
    return value if isinstance(value, str) else number(value, lang)


def _bounds(low: float | None, high: float | None, lang: str) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"≥ {number(low or 0, lang)}"
    if low is None:
        return f"≤ {number(high, lang)}"
    return f"{number(low, lang)} … {number(high, lang)}"


def _distinct(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], lang: str) -> str:
    titles = [text(f"columns.heading.{heading}", lang) for heading in headings]
    return "\n".join(_line(cells) for cells in (titles, ["---"] * len(titles), *rows))


def _line(cells: Sequence[str]) -> str:
    escaped = (cell.replace("|", r"\|") for cell in cells)
    return "| " + " | ".join(escaped) + " |"


def column_keys() -> Iterator[str]:
    """Every sentence that a column needs."""
    for table in TABLES:
        yield f"columns.table.{table.name}"
        for column in table:
            yield f"columns.{table.name}.{column.name}"
            yield f"columns.unit.{column.unit}"


if __name__ == "__main__":
    main(sys.argv[1:])
