"""What was wrong with the line that a person typed, in their language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import click

from hlmsim.locales import join, text

_GRAVE = "--replace"
"""An option that is not suggested to who may have meant another one."""


class BadUsageError(click.UsageError):
    """A fault of the command line: a code under ``errors.usage`` and its facts."""

    def __init__(self, code: str, ctx: click.Context | None = None, **facts: Any) -> None:
        super().__init__(code, ctx)
        self.code = code
        self.facts = facts


class BadValueError(click.BadParameter):
    """A value that an option or argument cannot take: a code under ``errors.usage`` and its facts."""

    def __init__(self, code: str, ctx: click.Context | None, param: click.Parameter | None, **facts: Any) -> None:
        super().__init__(code, ctx, param)
        self.code = code
        self.facts = facts


@contextmanager
def located(ctx: click.Context) -> Iterator[None]:
    """Give the errors raised inside the command that they are about; click's parser leaves some without."""
    try:
        yield
    except click.UsageError as problem:
        problem.ctx = problem.ctx or ctx
        raise


def report(problem: click.UsageError, lang: str) -> str:
    """The sentence, and where to find help."""
    command = problem.ctx.command_path if problem.ctx else "hlmsim"
    said = text("cli.common.error", lang, message=sentence(problem, lang))
    return f"{said}\n{text('cli.common.see_help', lang, command=command)}"


def sentence(problem: click.UsageError, lang: str) -> str:
    """What was wrong, from the structure of click's error; its English words are never shown."""
    match problem:
        case BadUsageError():
            return _filled(problem.code, lang, problem.facts)
        case BadValueError():
            return _filled(problem.code, lang, {**problem.facts, "parameter": _shown(problem.param, problem.ctx)})
        case click.MissingParameter():
            return text("errors.usage.missing", lang, parameter=_shown(problem.param, problem.ctx))
        case click.NoSuchOption():
            known = [flag for param in (problem.ctx.command.params if problem.ctx else []) for flag in param.opts]
            first, *others = closest(problem.option_name, known) or [""]
            close = [word for word in (first, *(one for one in others if one != _GRAVE)) if word]
            facts = {"option": problem.option_name, "close": close}
            return _filled("no_such_option", lang, facts)
        case click.BadOptionUsage():
            return text(f"errors.usage.{_value_fault(problem)}", lang, option=problem.option_name)
        case click.BadParameter():
            return text("errors.usage.bad_value", lang, parameter=_shown(problem.param, problem.ctx))
        case _:
            return text("errors.usage.other", lang, message=problem.format_message())


def closest(word: str, known: Iterable[str]) -> list[str]:
    """Known words that look like this one, in whatever case, the closest first."""
    words = {one.casefold(): one for one in known}
    return [words[one] for one in get_close_matches(word.casefold(), list(words), n=2, cutoff=0.6)]


def with_point(word: str) -> list[str]:
    """What somebody meant who wrote a decimal comma, as in French; nothing for other words."""
    said, equals, number = word.rpartition("=")
    return [f"{said}{equals}{number.replace(',', '.')}"] if re.fullmatch(r"\d+,\d+", number) else []


def _filled(code: str, lang: str, facts: dict[str, Any]) -> str:
    close = facts.pop("close", ())
    said = text(f"errors.usage.{code}", lang, **facts)
    return f"{said} {text('errors.usage.did_you_mean', lang, words=join(list(close), lang, 'or'))}" if close else said


def _shown(param: click.Parameter | None, ctx: click.Context | None) -> str:
    if param is None:
        return ""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return param.make_metavar(ctx) if ctx else str(param.name)


def _value_fault(problem: click.BadOptionUsage) -> str:
    params = problem.ctx.command.params if problem.ctx else []
    named = [param for param in params if problem.option_name in param.opts]
    return "takes_no_value" if named and getattr(named[0], "is_flag", False) else "needs_value"
