"""Pattern files on the command line: which are meant, and whether one is sound."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
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
    from hlmsim.runs.patterns import load_patterns, pattern_files

    files = [file for word in asked for file in _meant(word)]
    return load_patterns(list(dict.fromkeys(files)) or pattern_files(), base)


def _meant(word: str) -> Iterator[Path]:
    from hlmsim.runs.patterns import pattern_file, pattern_files

    if Path(word).is_dir():
        inside = pattern_files(Path.cwd() / word)
        if not inside:
            raise BadUsageError("no_pattern_inside", parameter="--pattern", found=word)
        yield from inside
        return
    file = pattern_file(word)
    if file is None:
        known = [one.stem for one in pattern_files()]
        close = closest(word, known) or closest(word.upper(), known)
        raise BadUsageError("no_such_pattern", parameter="--pattern", found=word, words=known, close=close)
    yield file


def check_pattern(screen: Screen, name: str) -> None:
    """A pattern of the status quo is checked. Raises ScenarioError with every fault."""
    from hlmsim.runs.patterns import load_pattern, pattern_file
    from hlmsim.scenario import load

    file = pattern_file(name)
    assert file is not None
    found = load_pattern(file, load(SCENARIO))
    screen.remark("cli.check.fine", file=short_path(name))
    screen.remark("cli.check.pattern", settings=len(found.settings), claims=len(found.claims))
