"""Pattern files on the command line: which are meant, and whether one is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.usage import BadUsageError, closest
from hlmsim.locales.faults import short_path

if TYPE_CHECKING:
    from hlmsim.runs.patterns import Pattern
    from hlmsim.scenario import Scenario

SCENARIO = "status_quo"
"""What patterns start from when nobody says otherwise."""


def chosen(asked: tuple[str, ...], base: Scenario) -> list[Pattern]:
    """The shipped patterns, or those asked for: by number, as a file, or all of a folder; each once."""
    from hlmsim.errors import InputError
    from hlmsim.runs.patterns import asked_files, load_patterns

    try:
        files = asked_files(asked)
    except InputError as refused:
        facts = {**refused.facts, "parameter": "--pattern"}
        known = list(facts.get("words", ()))
        close = closest(facts["found"], known) or closest(facts["found"].upper(), known)
        raise BadUsageError(refused.code.removeprefix("usage."), **facts, close=close) from None
    return load_patterns(files, base)


def check_pattern(screen: Screen, name: str) -> None:
    """A pattern of the status quo is checked. Raises ScenarioError with every fault."""
    from hlmsim.runs.patterns import check_worlds, load_pattern, pattern_file
    from hlmsim.scenario import load

    file = pattern_file(name)
    assert file is not None
    base = load(SCENARIO)
    found = load_pattern(file, base)
    check_worlds([found], base)
    screen.remark("cli.check.fine", file=short_path(name))
    screen.remark("cli.check.pattern", settings=len(found.settings), claims=len(found.claims))
