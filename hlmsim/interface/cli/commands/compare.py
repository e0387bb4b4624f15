"""``hlmsim compare``: several scenarios under the same luck, each against the first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from hlmsim.interface.cli.batch import (
    DEFAULT_REPLICATES,
    BatchOptions,
    batch_options,
    chosen_groups,
    chosen_measures,
    do_batch,
    load_all,
    refuse_groups,
    site_names,
    warn,
)
from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.endings import ending, say_looks, say_written
from hlmsim.interface.cli.file_types import ScenarioFile
from hlmsim.interface.cli.pages import put_page
from hlmsim.interface.cli.phases import Phases
from hlmsim.interface.cli.types import Margin
from hlmsim.interface.cli.usage import BadUsageError
from hlmsim.interface.cli.world_batch import IN_EACH_WORLD, WORLD_LEGENDS, PlausibleWorlds, do_in_worlds

if TYPE_CHECKING:
    from hlmsim.interface.outputs import Judged, Outputs
    from hlmsim.report.views import Effect, Measure
    from hlmsim.runs.results import Results


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def compare(scenarios: tuple[str, ...], worlds: int | str | None, replicates: int | None, **options: Any) -> int:
        from hlmsim.interface.brief import page_of
        from hlmsim.interface.folder_page import PAGE
        from hlmsim.interface.world_outputs import outputs_of
        from hlmsim.report.rows import effects_of
        from hlmsim.report.tables import effects_view
        from hlmsim.report.world_tables import world_effects_view

        if len(scenarios) < 2:
            raise BadUsageError("one_scenario")
        usual = DEFAULT_REPLICATES if worlds is None else IN_EACH_WORLD
        screen, asked = Screen(lang), BatchOptions(replicates=replicates or usual, **options)
        phases = Phases()
        with phases.of("reading"):
            loaded = load_all(scenarios, asked)
        warn(screen, *loaded)
        refuse_groups(asked, loaded)
        with phases.of("simulations"):
            result = do_batch(screen, loaded, asked) if worlds is None else do_in_worlds(screen, loaded, worlds, asked)
        if asked.shard is not None:
            return ending(result)
        measures = chosen_measures(asked)
        groups = chosen_groups(asked, _groups_of(result.results), lang, site_names(loaded))
        with phases.of("analysis"):
            outputs = outputs_of(result.results, lang, _judged(asked, measures, groups))
            known = effects_of(outputs.effects)
        names = {measure.name for measure in measures}
        effects = [row for row in known if row.outcome in names and row.group in groups]
        view = effects_view if worlds is None else world_effects_view
        screen.show("", view(effects, outputs.scenarios, measures, lang, groups=groups), "")
        _say_how_to_read(screen, effects, () if worlds is None else WORLD_LEGENDS)
        _answer(screen, outputs, known, measures)
        outputs.write(figures=asked.figures, announce=lambda: screen.remark("cli.batch.drawing"), measured=phases.of)
        if not asked.no_figures:
            with phases.of("page"):
                page = put_page(outputs.results.folder / PAGE, page_of(outputs))
            screen.remark("cli.sweep.page", file=str(page))
        say_written(screen, result, "cli.batch.seeds" if worlds is None else "cli.compare.worlds_seeds", asked.seed)
        phases.say(screen)
        return ending(result)

    return LocalCommand(
        "compare",
        lang,
        compare,
        [
            argument("scenarios", lang, ScenarioFile(), many=True),
            *batch_options("compare", lang, None),
            option("compare", lang, ["--worlds"], PlausibleWorlds()),
            option("compare", lang, ["--simultaneous"]),
            option("compare", lang, ["--equivalent"], Margin(), multiple=True),
        ],
    )


def _answer(screen: Screen, outputs: Outputs, effects: Sequence[Effect], shown: Sequence[Measure]) -> None:
    """What one can say aloud: three sentences for each scenario, on all households and the outcomes that are shown."""
    from rich.text import Text

    from hlmsim.report.paragraph import Paragraph
    from hlmsim.report.sentences import three_sentences

    for scenario in outputs.scenarios[1:]:
        own = [effect for effect in effects if effect.scenario == scenario.name]
        told = (Paragraph(sentence) for sentence in three_sentences(own, shown, screen.lang))
        screen.show("", Text(scenario.title, style="bold"), *told)
    screen.show("")


def _groups_of(results: Results) -> tuple[str, ...]:
    """Codes of the groups of households, everybody first."""
    return tuple(str(group) for group in results.table("groups", outcomes=[])["group"].unique())


def _judged(asked: BatchOptions, measures: Sequence[Measure], groups: Collection[str]) -> Judged:
    """How the effects are judged: what is shown is the family of simultaneous intervals."""
    from hlmsim.interface.outputs import Judged
    from hlmsim.model.outcomes import OUTCOMES

    by_group = {outcome.name for outcome in OUTCOMES if outcome.by_group}
    shown = sum(group == "all" or measure.name in by_group for measure in measures for group in groups)
    return Judged(shown if asked.simultaneous else 0, dict(asked.equivalent))


def _say_how_to_read(screen: Screen, effects: Sequence[Effect], legends: Sequence[str]) -> None:
    from hlmsim.report.pair_notes import kind_of

    kind = kind_of(effects, screen.lang)
    for legend in legends or ("cli.batch.legend_helps", "cli.batch.legend_luck"):
        screen.remark(legend, kind=kind)
    screen.remark("cli.batch.legend_rounded")
    screen.remark("cli.batch.legend_none")
    judged = [effect for effect in effects if effect.verdict not in {"reference", "undefined"}]
    say_looks(screen, len(judged), max((effect.confidence for effect in judged), default=0.0))
