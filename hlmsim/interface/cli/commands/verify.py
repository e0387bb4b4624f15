"""``hlmsim verify``: a results folder looked at file by file and run by run; runs made again, or one replayed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hlmsim.errors import HlmsimError
from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.endings import DONE, FAILED, what_failed
from hlmsim.interface.cli.file_types import Folder
from hlmsim.interface.cli.progress import BatchProgress
from hlmsim.interface.cli.types import Amount, OneRun, Whole
from hlmsim.interface.cli.usage import BadUsageError
from hlmsim.interface.cli.work_options import TIME_OUT
from hlmsim.locales import error, has, text
from hlmsim.runs.line import pasteable

if TYPE_CHECKING:
    from hlmsim.runs.one import RunResult
    from hlmsim.runs.verify import Finding, Verification


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def verify(folder: Path, rerun: int, replay: tuple[str, int] | None, time_out: float) -> int:
        from hlmsim.runs.sensitivity import parts_of

        screen = Screen(lang)
        if replay is None:
            return max([_verify(screen, part, rerun) for part in parts_of(folder)])
        if rerun:
            raise BadUsageError("rerun_with_replay")
        return _replay(screen, folder, replay, time_out)

    return LocalCommand(
        "verify",
        lang,
        verify,
        [
            argument("folder", lang, Folder(there=True)),
            option("verify", lang, ["--rerun"], Whole(0, 1_000_000), default=0),
            option("verify", lang, ["--replay"], OneRun()),
            option("verify", lang, ["--time-out"], Amount(), default=TIME_OUT),
        ],
    )


def _verify(screen: Screen, folder: Path, rerun: int) -> int:
    from hlmsim.runs.verify import verify

    with BatchProgress(screen) as progress:
        found = verify(folder, rerun=rerun, progress=lambda done, total: progress.update(done, total, 0))
    grave = [finding for finding in found.findings if finding.grave]
    for finding in [*grave, *(finding for finding in found.findings if not finding.grave)]:
        screen.result("cli.verify.finding" if finding.grave else "cli.verify.note", what=_said(finding, screen.lang))
    _say_counts(screen, found, rerun)
    if found.ok:
        screen.result("cli.verify.sound", folder=str(folder))
    else:
        screen.result("cli.verify.unsound", count=len(grave))
    return DONE if found.ok else FAILED


def _say_counts(screen: Screen, found: Verification, rerun: int) -> None:
    """What was looked at."""
    screen.result("cli.verify.files", count=found.files)
    screen.result("cli.verify.runs", count=found.kept, asked=found.asked)
    if rerun and found.remade:
        screen.result("cli.verify.remade", count=len(found.remade))


def _said(finding: Finding, lang: str) -> str:
    """One finding in a sentence."""
    facts: dict[str, Any] = {name: _worded(fact, lang) for name, fact in finding.facts.items()}
    if finding.code == "other_versions":
        triples = zip(facts["names"], facts["stored"], facts["installed"], strict=True)
        facts["changes"] = [f"{name} {before or '–'} → {now or '–'}" for name, before, now in triples]
    key = f"cli.verify.{finding.code}"
    known = has(key, lang) or has(f"{key}.other", lang)
    return text(key if known else f"errors.{finding.code}", lang, **facts)


def _worded(fact: Any, lang: str) -> Any:
    """A fact that is an error, in a sentence of one line."""
    return "; ".join(error(fact, lang).splitlines()).rstrip(".") if isinstance(fact, HlmsimError) else fact


def _replay(screen: Screen, folder: Path, run: tuple[str, int], time_out: float) -> int:
    from hlmsim.interface.replaying import replayed

    lang, called = screen.lang, f"{run[0]}/{run[1]}"
    screen.remark("cli.verify.replaying", run=called)
    made = replayed(folder, *run, time_out)
    if made.result is not None:
        _show(screen, called, made.result)
        _say_how_to_keep(screen, folder, called)
        return DONE
    what = what_failed(made.kind, made.message, time_out, lang)
    story = made.traceback or _recorded(folder, called, made.kind)
    if story:
        screen.complain(story.rstrip())
    screen.complain(text("cli.batch.failure", lang, run=called, what=what))
    if made.traceback:
        screen.remark("cli.verify.debug")
    return FAILED


def _show(screen: Screen, called: str, result: RunResult) -> None:
    """What the run gives, for all households."""
    from hlmsim.locales import level
    from hlmsim.report.tables import plain_table
    from hlmsim.report.views import measures

    lang = screen.lang
    table = plain_table(text("report.table.outcome", lang), [text("report.table.level", lang)])
    for name, measure in measures().items():
        if measure.headline:
            label, unit = (text(f"outcomes.{name}.{part}", lang) for part in ("label", "unit"))
            table.add_row(f"{label} [dim]({unit})[/]", level(float(result.summary[name][0]), measure.unit, lang))
    screen.show(table)
    screen.result("cli.verify.replayed", run=called)


def _say_how_to_keep(screen: Screen, folder: Path, called: str) -> None:
    """A replay keeps nothing: of a run that had failed, the command that made the folder does."""
    from hlmsim.runs.ledger.failures import read_failures
    from hlmsim.runs.manifest import read_manifest

    line = read_manifest(folder).get("made", {}).get("command") or ()
    if line and not screen.quiet and called in {failure.run for failure in read_failures(folder)}:
        screen.remark("cli.verify.to_keep")
        screen.complain(f"  {pasteable(line)}")


def _recorded(folder: Path, called: str, kind: str) -> str:
    """Where the run hung when it failed before, if that was written down."""
    from hlmsim.runs.ledger.failures import read_failures

    same = [failure for failure in read_failures(folder) if failure.run == called and failure.kind == kind]
    return same[0].traceback if same else ""
