"""Where the experiments that come with hlmsim are, and their names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parents[2]


@cache
def folder() -> Path:
    """``experiments`` of the checkout, or the copy inside an installed package."""
    installed = _PACKAGE / "shipped" / "experiments"
    return installed if installed.is_dir() else _PACKAGE.parent / "experiments"


def names() -> tuple[str, ...]:
    """Bare names, as the command line takes them."""
    return tuple(sorted(path.stem for path in folder().glob("*.yaml")))
