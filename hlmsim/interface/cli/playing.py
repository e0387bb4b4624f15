"""What ``play`` and ``replay`` ask for alike."""

from __future__ import annotations

from collections.abc import Sequence

import click

from hlmsim.errors import InputError
from hlmsim.interface.cli.command import option
from hlmsim.interface.cli.types import Assignment, Whole
from hlmsim.interface.web import MOST_WEEKS, WEEKS


def session_options(command: str, lang: str) -> list[click.Parameter]:
    """Weeks, seed and assignments of a session."""
    return [
        option(command, lang, ["--weeks"], Whole(1, MOST_WEEKS), default=WEEKS),
        option(command, lang, ["--seed"], Whole(0, 2**53 - 1), default=1),
        option(command, lang, ["--set", "sets"], Assignment(), multiple=True),
    ]


def at_most_two(scenarios: Sequence[str]) -> Sequence[str]:
    """The same names. Raises InputError when there are more than two sides could show."""
    if len(scenarios) > 2:
        raise InputError("usage.two_scenarios", count=len(scenarios))
    return scenarios
