"""Numbers, words and pairs on the command line: they refuse with a code, and complete in the shell."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any, override

import click
from click.shell_completion import CompletionItem

from hlmsim.interface.arguments import ADDRESS
from hlmsim.interface.cli.usage import BadValueError, closest, with_point


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


class Amount(click.ParamType[float]):
    """A number above zero."""

    name = "amount"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(value)
        except ValueError:
            raise BadValueError("not_a_number", ctx, param, found=value, close=with_point(value)) from None
        if not 0.0 < number < math.inf:
            raise BadValueError("not_above_zero", ctx, param, found=str(value))
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


class NewName(Name):
    """The name of something new, which cannot be blank."""

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not str(value).strip():
            raise BadValueError("blank_name", ctx, param)
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
            raise BadValueError("not_a_precision", ctx, param, found=value, close=with_point(value))
        names = [known.name for known in OUTCOMES]
        if outcome not in names:
            raise BadValueError("no_such_outcome", ctx, param, found=outcome, close=closest(outcome, names))
        return outcome, half_width


class Margin(click.ParamType[tuple[str, float]]):
    """``outcome=margin``: the largest difference that does not matter, in the unit in which the outcome is stored."""

    name = "margin"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        if isinstance(value, tuple):
            return value
        from hlmsim.model.outcomes import OUTCOMES

        outcome, equals, size = str(value).partition("=")
        try:
            margin = float(size)
        except ValueError:
            margin = 0.0
        if not equals or not 0.0 < margin < float("inf"):
            raise BadValueError("not_a_margin", ctx, param, found=value, close=with_point(value))
        names = [known.name for known in OUTCOMES]
        if outcome not in names:
            raise BadValueError("no_such_outcome", ctx, param, found=outcome, close=closest(outcome, names))
        return outcome, margin


class Cluster(click.ParamType[str]):
    """Where a Dask scheduler listens (``tcp://host:8786``), or ``local`` to start one here."""

    name = "cluster"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value != "local" and not ADDRESS.fullmatch(str(value)):
            raise BadValueError("not_a_cluster", ctx, param, found=value)
        return str(value)

    @override
    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(word) for word in ("local", "tcp://") if word.startswith(incomplete)]


class Shard(click.ParamType[tuple[int, int]]):
    """``i/n``: the i-th share of n, from 1."""

    name = "shard"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", str(value))
        place, count = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= place <= count:
            raise BadValueError("not_a_shard", ctx, param, found=value)
        return place, count


class OneRun(click.ParamType[tuple[str, int]]):
    """``case/replicate``: one run, as failures and tables name it."""

    name = "run"

    @override
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        case, slash, replicate = str(value).rpartition("/")
        if not (slash and case and re.fullmatch(r"\d{1,9}", replicate)):
            raise BadValueError("not_a_run", ctx, param, found=value)
        return case, int(replicate)
