"""All the figures of a results folder: one set a language, drawn again only when the numbers have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hlmsim.report.curves import weekly_figure
from hlmsim.report.effect_chart import effect_figure
from hlmsim.report.figures import FORMATS, save
from hlmsim.report.rows import bands_of, effects_of
from hlmsim.report.views import Measure, Named

if TYPE_CHECKING:
    from pandas import DataFrame

_STAMP = ".drawn"


def draw_all(
    folder: Path,
    *,
    effects: DataFrame,
    bands: DataFrame,
    scenarios: Sequence[Named],
    measures: Mapping[str, Measure],
    lang: str,
    burn_in: int,
) -> bool:
    """Draw the weekly curves of each outcome and the effect chart; False when they stood there already."""
    place = folder / "figures" / lang
    replicates = int(effects["replicates"].max()) if len(effects) else 0
    stamp = _stamp(effects, bands, [scenario.title for scenario in scenarios], burn_in)
    names = [*(f"weekly_{name}" for name in measures), *(["effects"] if len(scenarios) > 1 else [])]
    expected = [place / f"{name}.{kind}" for name in names for kind in FORMATS]
    if all(file.exists() for file in expected) and _read(place / _STAMP) == stamp:
        return False
    for measure in measures.values():
        curves = bands_of(bands, scenarios, measure.name)
        figure = weekly_figure(curves, scenarios, measure=measure, lang=lang, burn_in=burn_in, replicates=replicates)
        save(figure, place, f"weekly_{measure.name}")
    if len(scenarios) > 1:
        everybody = effects_of(effects[effects["group"] == "all"])
        chart = effect_figure(everybody, scenarios, measures=measures, lang=lang, replicates=replicates)
        save(chart, place, "effects")
    (place / _STAMP).write_text(stamp, encoding="utf-8")
    return True


def _stamp(effects: DataFrame, bands: DataFrame, titles: Sequence[str], burn_in: int) -> str:
    """The same for the same numbers, words and drawing code."""
    digest = hashlib.sha256()
    for table in (effects, bands):
        digest.update(table.to_csv(index=False).encode())
    digest.update("\n".join([*titles, str(burn_in)]).encode())
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""
