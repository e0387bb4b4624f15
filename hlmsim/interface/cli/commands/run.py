"""``hlmsim run``: one scenario, many replicates."""

from __future__ import annotations

from typing import Any

from hlmsim.interface.cli.batch import (
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
from hlmsim.interface.cli.command import LocalCommand, argument
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.endings import ending, say_written
from hlmsim.interface.cli.file_types import ScenarioFile
from hlmsim.interface.cli.phases import Phases


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def run(scenario: str, **options: Any) -> int:
        from rich.text import Text

        from hlmsim.interface.outputs import Outputs
        from hlmsim.report.rows import spreads_of
        from hlmsim.report.tables import levels_table

        screen, asked, phases = Screen(lang), BatchOptions(**options), Phases()
        with phases.of("reading"):
            scenarios = load_all([scenario], asked)
        warn(screen, *scenarios)
        refuse_groups(asked, scenarios)
        with phases.of("simulations"):
            result = do_batch(screen, scenarios, asked)
        if asked.shard is not None:
            return ending(result)
        outputs = Outputs(result.results, lang)
        measures = chosen_measures(asked)
        groups = chosen_groups(asked, outputs.groups, lang, site_names(scenarios))
        with phases.of("analysis"):
            spreads = spreads_of(result.results.groups, measures)
        screen.show(Text(outputs.scenarios[0].title, style="bold"))
        for code, name in groups.items():
            kept = [spread for spread in spreads if spread.group == code and spread.replicates]
            if name:
                screen.show(Text(f"\n{name}", style="bold"))
            screen.show(levels_table(kept, measures, lang))
        outputs.write(figures=asked.figures, announce=lambda: screen.remark("cli.batch.drawing"), measured=phases.of)
        say_written(screen, result, "cli.batch.seeds", asked.seed)
        phases.say(screen)
        return ending(result)

    return LocalCommand("run", lang, run, [argument("scenario", lang, ScenarioFile()), *batch_options("run", lang)])
