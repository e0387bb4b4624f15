"""``hlmsim compare``: several scenarios under the same luck, each against the first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hlmsim.interface.cli.batch import (
    Asked,
    batch_options,
    chosen_groups,
    chosen_measures,
    do_batch,
    load_all,
    site_names,
    warn,
)
from hlmsim.interface.cli.command import LocalCommand, argument
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.endings import ending, say_looks, say_written
from hlmsim.interface.cli.file_types import ScenarioFile
from hlmsim.interface.cli.usage import BadUsageError

if TYPE_CHECKING:
    from hlmsim.report.views import Effect


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def compare(scenarios: tuple[str, ...], **options: Any) -> int:
        from hlmsim.interface.outputs import Outputs
        from hlmsim.report.rows import effects_of
        from hlmsim.report.tables import effects_view

        if len(scenarios) < 2:
            raise BadUsageError("one_scenario")
        screen, asked = Screen(lang), Asked(**options)
        loaded = load_all(scenarios, asked)
        warn(screen, *loaded)
        result = do_batch(screen, loaded, asked)
        if asked.shard is not None:
            return ending(result)
        outputs = Outputs(result.results, lang)
        measures = chosen_measures(asked)
        groups = chosen_groups(asked, outputs.groups, lang, site_names(loaded))
        names = {measure.name for measure in measures}
        effects = [row for row in effects_of(outputs.effects) if row.outcome in names and row.group in groups]
        screen.show("", effects_view(effects, outputs.scenarios, measures, lang, groups=groups), "")
        _say_how_to_read(screen, effects)
        outputs.write(figures=not asked.no_figures, announce=lambda: screen.remark("cli.batch.drawing"))
        say_written(screen, result, "cli.batch.seeds", asked.seed)
        return ending(result)

    return LocalCommand(
        "compare",
        lang,
        compare,
        [argument("scenarios", lang, ScenarioFile(), many=True), *batch_options("compare", lang)],
    )


def _say_how_to_read(screen: Screen, effects: Sequence[Effect]) -> None:
    for legend in ("helps", "luck", "none"):
        screen.remark(f"cli.batch.legend_{legend}")
    say_looks(screen, sum(effect.verdict not in {"reference", "undefined"} for effect in effects))
