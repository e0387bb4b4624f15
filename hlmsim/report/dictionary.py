"""Every column of every table in words: name, unit, label and meaning in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hlmsim.locales import LANGUAGES, has, text
from hlmsim.report.findings import SweepNames
from hlmsim.report.views import measures

HEADINGS = (
    "table",
    "column",
    "unit",
    *(f"{part}_{lang}" for part in ("unit", "label", "meaning") for lang in LANGUAGES),
)
"""Columns of the dictionary itself."""

_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("replicate", "point", "looks", "cells", "replicates", "dropped", "worlds", "world"), "count"),
    **dict.fromkeys(("level", "level_low", "level_high", "level_p05", "level_p95"), "outcome"),
    **dict.fromkeys(("difference", "low", "high", "margin", "world_median", "world_low", "world_high"), "outcome"),
    **dict.fromkeys(("helps", "superiority", "world_helps", "world_helps_clear", "world_harms_clear"), "share"),
    **dict.fromkeys(("chance_share", "ignorance_share", "ignorance_low", "ignorance_high"), "share"),
    **dict.fromkeys(("r_squared", "confidence", "dropped_share", "differing", "at_most"), "share"),
    **dict.fromkeys(("scenario_hash", "key"), "hash"),
    "variance_ratio": "factor",
    "seed": "number",
    "week": "week",
    "better": "number",
}
_DESIGN = ("point", "scenario", "world", "case")


@dataclass(frozen=True)
class Dictionary:
    """Words of every column. names: of the factors of a sweep, by language; none of a comparison."""

    names: Mapping[str, SweepNames]

    def unit(self, table: str, column: str) -> str:
        """The unit that values are stored in, as a code."""
        if self._is_outcome(table, column):
            return measures()[column].unit
        if self._is_factor(table, column):
            return "word"
        return _UNITS.get(column, "word")

    def label(self, table: str, column: str, lang: str) -> str:
        """A column as people call it."""
        if self._is_outcome(table, column):
            return text(f"outcomes.{column}.label", lang)
        if self._is_factor(table, column):
            return self.names[lang].factor(column)
        return text(f"dictionary.column.{self._place(table, column)}.label", lang)

    def meaning(self, table: str, column: str, lang: str) -> str:
        """What a column says."""
        if self._is_outcome(table, column):
            return text(f"outcomes.{column}.meaning", lang)
        place = "design.factor" if self._is_factor(table, column) else self._place(table, column)
        return text(f"dictionary.column.{place}.meaning", lang)

    def heading(self, table: str, column: str, lang: str, *, percent: bool = False) -> str:
        """The label of a column, with its unit where every row has the same. percent: shares are shown so."""
        unit, label = self.unit(table, column), self.label(table, column, lang)
        unit = "percent" if percent and unit == "share" else unit
        plain = {"word", "hash", "number", "count", "outcome", "week"}
        return label if unit in plain else f"{label} ({text(f'dictionary.unit.{unit}', lang)})"

    def rows(self, tables: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
        """The dictionary of some tables and their columns, one row a column (:data:`HEADINGS`)."""
        for table, columns in tables.items():
            for column in columns:
                unit = self.unit(table, column)
                words = [text(f"dictionary.unit.{unit}", lang) for lang in LANGUAGES]
                words += [self.label(table, column, lang) for lang in LANGUAGES]
                yield table, column, unit, *words, *(self.meaning(table, column, lang) for lang in LANGUAGES)

    def _is_outcome(self, table: str, column: str) -> bool:
        return table in {"runs", "groups", "weekly"} and column in measures()

    def _is_factor(self, table: str, column: str) -> bool:
        return table == "design" and column not in _DESIGN

    def _place(self, table: str, column: str) -> str:
        own = f"{table}.{column}"
        return own if has(f"dictionary.column.{own}.label", LANGUAGES[0]) else f"any.{column}"


def worded(column: str, word: str, lang: str) -> str:
    """A code of a table in words: the name of an outcome, a group, a verdict…; itself if it has none."""
    if column == "outcome" and word in measures():
        return text(f"outcomes.{word}.label", lang)
    if column == "group":
        from hlmsim.report.tables import group_label

        return group_label(word, lang)
    if column in {"verdict", "kind", "unit", "interval", "equivalence"} and has(f"dictionary.{column}.{word}", lang):
        return text(f"dictionary.{column}.{word}", lang)
    return word
