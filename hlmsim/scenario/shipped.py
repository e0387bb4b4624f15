"""Where the scenarios that come with hlmsim are, and their names."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hlmsim.scenario.tree import Place

_PACKAGE = Path(__file__).parents[1]


@cache
def folder() -> Path:
    """``scenarios`` of the checkout, or the copy inside an installed package."""
    installed = _PACKAGE / "shipped" / "scenarios"
    return installed if installed.is_dir() else _PACKAGE.parent / "scenarios"


def names() -> tuple[str, ...]:
    """Bare names, as the command line takes them."""
    return tuple(sorted(path.stem for path in folder().glob("*.yaml")))


def is_shipped(place: Place) -> bool:
    """Whether a place is in a shipped file."""
    return Path(place.file).is_relative_to(folder())
