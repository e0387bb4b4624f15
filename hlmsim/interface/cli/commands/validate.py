"""``hlmsim validate``: the scorecard of the patterns that the model must show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hlmsim.interface.cli.command import LocalCommand, option
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.endings import FAILED, ending, say_written
from hlmsim.interface.cli.file_types import Folder, ScenarioFile
from hlmsim.interface.cli.types import Name, Whole
from hlmsim.interface.cli.usage import BadUsageError, closest
from hlmsim.interface.cli.work import Extent, asked_for, work_off
from hlmsim.interface.cli.work_options import MOST, Work, work_options
from hlmsim.locales import LANGUAGES, text

if TYPE_CHECKING:
    from hlmsim.runs.patterns import Pattern
    from hlmsim.scenario import Scenario

SCENARIO = "status_quo"
REPLICATES = 400
"""Enough to decide every shipped pattern but those close to a bound."""
_SUFFIXES = {".yaml", ".yml"}


@dataclass(frozen=True, kw_only=True)
class Asked(Work):
    """The options of ``validate``."""

    replicates: int
    seed: int
    patterns: tuple[str, ...]
    out: Path | None
    no_figures: bool


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def validate(scenario: str, **options: Any) -> int:
        return _validate(Screen(lang), scenario, Asked(**options))

    metavar = text("cli.metavar.scenario", lang)
    return LocalCommand(
        "validate",
        lang,
        validate,
        [
            click.Argument(["scenario"], type=ScenarioFile(), required=False, default=SCENARIO, metavar=f"[{metavar}]"),
            option("validate", lang, ["--pattern", "-p", "patterns"], Name(), multiple=True),
            option("validate", lang, ["--replicates", "-n"], Whole(2, MOST), default=REPLICATES),
            option("validate", lang, ["--seed"], Whole(0, 2**63 - 1), default=1),
            option("validate", lang, ["--out"], Folder()),
            *work_options("validate", lang),
            option("validate", lang, ["--no-figures"]),
        ],
    )


def _validate(screen: Screen, scenario: str, asked: Asked) -> int:
    from hlmsim.interface.validation import PAGE, Validation
    from hlmsim.report.scorecard import summary_line
    from hlmsim.runs.design import design_table, points
    from hlmsim.runs.patterns import pattern_study
    from hlmsim.runs.sweep import Sweep, default_sweep_folder, sweep_batch
    from hlmsim.scenario import load

    base = load(scenario)
    patterns = chosen(asked.patterns, base)
    title = {code: text("scorecard.page.title", code) for code in LANGUAGES}
    study = pattern_study(patterns, base, title=title, replicates=asked.replicates, seed=asked.seed)
    table = design_table(study)
    out = asked.out or default_sweep_folder(study, study_seed=asked.seed)
    result = work_off(screen, partial(sweep_batch, study, table, out), Extent(asked.replicates), asked)
    if asked.shard is not None:
        return ending(result)
    sweep = Sweep(study, table, tuple(points(study, table)))
    found = Validation(result.results, sweep, patterns, asked_for())
    screen.show(found.view(screen.lang), "")
    screen.result_line(summary_line(found.assessed, screen.lang))
    found.write(figures=not asked.no_figures, announce=lambda: screen.remark("cli.batch.drawing"))
    screen.remark("cli.validate.page", file=str(out / PAGE.format(lang=screen.lang)))
    say_written(screen, result, "cli.sweep.seeds", asked.seed)
    shown = all(one.verdict == "shown" for one in found.assessed)
    return ending(result) if shown else FAILED


def chosen(asked: tuple[str, ...], base: Scenario) -> list[Pattern]:
    """The shipped patterns, or those asked for: by number, as a file, or all of a folder."""
    from hlmsim.runs.patterns import load_patterns, pattern_files

    shipped = {file.stem: file for file in pattern_files()}
    files: list[Path] = []
    for word in asked:
        path = Path(word)
        if path.is_dir():
            files += pattern_files(path)
        elif path.suffix in _SUFFIXES:
            files.append(Path.cwd() / path)
        elif word in shipped:
            files.append(shipped[word])
        else:
            close = closest(word, list(shipped))
            raise BadUsageError("no_such_pattern", parameter="--pattern", found=word, words=list(shipped), close=close)
    return load_patterns(files or list(shipped.values()), base)
