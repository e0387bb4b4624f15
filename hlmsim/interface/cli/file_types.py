"""Files and folders on the command line: they refuse with a code, and complete in the shell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, override

import click
from click.shell_completion import CompletionItem

from hlmsim.interface.cli.usage import BadValueError
from hlmsim.scenario.faults import shown

_YAML = (".yaml", ".yml")


class ScenarioFile(click.ParamType[str]):
    """A scenario: a file, or the bare name of a shipped one. Both complete in the shell."""

    name = "scenario"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return str(value)

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [*_starting(_scenarios(), incomplete), *_files(incomplete, _YAML)]


class ExperimentFile(ScenarioFile):
    """An experiment: a file, or the bare name of a shipped one. Both complete in the shell."""

    name = "experiment"

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [*_starting(_experiments(), incomplete), *_files(incomplete, _YAML)]


class CheckedFile(ScenarioFile):
    """A scenario, an experiment or a pattern."""

    name = "file"

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [*_starting([*_scenarios(), *_experiments(), *_patterns()], incomplete), *_files(incomplete, _YAML)]


class InputFile(click.ParamType[Path]):
    """A file to read."""

    name = "file"

    def __init__(self, endings: Sequence[str]) -> None:
        self.endings = tuple(endings)

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = _path(value, param, ctx)
        if not path.is_file():
            raise BadValueError("no_such_file", ctx, param, found=str(path))
        return path

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _files(incomplete, self.endings)


class OutputFile(click.ParamType[Path]):
    """A file to write; its ending must be one of ``endings`` (any, when there are none)."""

    name = "file"

    def __init__(self, endings: Sequence[str] = ()) -> None:
        self.endings = tuple(endings)

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = _path(value, param, ctx)
        if self.endings and path.suffix.lower() not in self.endings:
            raise BadValueError("bad_ending", ctx, param, found=str(path), endings=list(self.endings))
        return path

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="file")]


class AnyPath(click.ParamType[Path]):
    """A file or a folder to write: the command says which."""

    name = "folder"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        return _path(value, param, ctx)

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="file")]


class Folder(click.ParamType[Path]):
    """A folder to write in; ``there``: one that must exist, to read from."""

    name = "folder"

    def __init__(self, *, there: bool = False) -> None:
        self.there = there

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = _path(value, param, ctx)
        if path.exists() and not path.is_dir():
            raise BadValueError("not_a_folder", ctx, param, found=str(path))
        if self.there and not path.exists():
            raise BadValueError("no_such_folder", ctx, param, found=str(path))
        return path

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="dir")]


def _path(value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
    """A path whose names this system takes."""
    from hlmsim.scenario.files import at_home, wrong_name

    if not str(value).strip():
        raise BadValueError("blank_path", ctx, param)
    path = at_home(Path(value))
    if code := wrong_name(path):
        raise BadValueError(code, ctx, param, found=shown(str(path)))
    return path


def _scenarios() -> Sequence[str]:
    from hlmsim.scenario import shipped

    return shipped.names()


def _experiments() -> Sequence[str]:
    from hlmsim.runs.design import shipped

    return shipped.names()


def _patterns() -> Sequence[str]:
    from hlmsim.runs.patterns import pattern_files

    return [file.stem for file in pattern_files()]


def _starting(names: Sequence[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _files(incomplete: str, endings: tuple[str, ...]) -> list[CompletionItem]:
    """Files with one of these endings, and the folders on the way to them."""
    folder = Path(incomplete) if incomplete.endswith("/") else Path(incomplete).parent
    start = "" if folder == Path() else f"{folder.as_posix().rstrip('/')}/"
    if not folder.is_dir():
        return []
    found = sorted(path for path in folder.iterdir() if path.is_dir() or path.suffix in endings)
    names = [f"{start}{path.name}{'/' if path.is_dir() else ''}" for path in found if not path.name.startswith(".")]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
