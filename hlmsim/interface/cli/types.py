"""Kinds of values on the command line: they refuse with a code, and complete in the shell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, override

import click
from click.shell_completion import CompletionItem

from hlmsim.interface.cli.usage import BadValueError, closest


class Whole(click.ParamType[int]):
    """A whole number within bounds."""

    name = "whole"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            raise BadValueError("not_whole", ctx, param, found=value) from None
        if not self.low <= number <= self.high:
            raise BadValueError("out_of_bounds", ctx, param, found=number, low=self.low, high=self.high)
        return number


class Word(click.ParamType[str]):
    """One word of a closed list."""

    name = "word"

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.words:
            raise BadValueError("not_a_word", ctx, param, found=value, words=list(self.words))
        return str(value)

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class Name(click.ParamType[str]):
    """Free text; ``known`` words, if any, complete in the shell."""

    name = "name"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)


class Assignment(click.ParamType[str]):
    """``path=value``; the scenario floor judges both sides, and the path completes in the shell."""

    name = "assignment"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        path, equals, written = str(value).partition("=")
        if not (equals and path.strip() and written.strip()):
            raise BadValueError("not_an_assignment", ctx, param, found=value)
        return str(value)

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from hlmsim.model.week import PARAMETERS

        paths = (f"{path}=" for parameter in PARAMETERS for path in parameter.paths)
        return [CompletionItem(path) for path in paths if path.startswith(incomplete)]


class Precision(click.ParamType[tuple[str, float]]):
    """``outcome=halfwidth``."""

    name = "precision"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        if isinstance(value, tuple):
            return value
        from hlmsim.model.outcomes import OUTCOMES

        outcome, equals, width = str(value).partition("=")
        try:
            half_width = float(width)
        except ValueError:
            half_width = 0.0
        if not equals or not 0.0 < half_width < float("inf"):
            raise BadValueError("not_a_precision", ctx, param, found=value)
        names = [known.name for known in OUTCOMES]
        if outcome not in names:
            raise BadValueError("no_such_outcome", ctx, param, found=outcome, close=closest(outcome, names))
        return outcome, half_width


class ScenarioFile(click.ParamType[str]):
    """A scenario: a file, or the bare name of a shipped one. Both complete in the shell."""

    name = "scenario"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from hlmsim.scenario import shipped

        names = [CompletionItem(name) for name in shipped.names() if name.startswith(incomplete)]
        return [*names, *_files(incomplete, (".yaml", ".yml"))]


class OutputFile(click.ParamType[Path]):
    """A file to write; its ending must be one of ``endings`` (any, when there are none)."""

    name = "file"

    def __init__(self, endings: Sequence[str] = ()) -> None:
        self.endings = tuple(endings)

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if self.endings and path.suffix.lower() not in self.endings:
            raise BadValueError("bad_ending", ctx, param, found=str(path), endings=list(self.endings))
        return path

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="file")]


class Folder(click.ParamType[Path]):
    """A folder to write in."""

    name = "folder"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if path.exists() and not path.is_dir():
            raise BadValueError("not_a_folder", ctx, param, found=str(path))
        return path

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="dir")]


def _files(incomplete: str, endings: tuple[str, ...]) -> list[CompletionItem]:
    """Files with one of these endings, and the folders on the way to them."""
    folder = Path(incomplete) if incomplete.endswith("/") else Path(incomplete).parent
    start = "" if folder == Path() else f"{folder.as_posix().rstrip('/')}/"
    if not folder.is_dir():
        return []
    found = sorted(path for path in folder.iterdir() if path.is_dir() or path.suffix in endings)
    names = [f"{start}{path.name}{'/' if path.is_dir() else ''}" for path in found if not path.name.startswith(".")]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
