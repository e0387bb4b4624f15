"""Arguments of the Python functions: checked as options and files are, refused in the same sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from hlmsim.errors import InputError
from hlmsim.locales.language import LANGUAGES
from hlmsim.scenario.faults import nearest, shown

MOST = 1_000_000
"""Replicates, at most."""
MOST_SEED = 2**63 - 1
MOST_JOBS = 4096
ADDRESS = re.compile(r"[a-z]+://[^\s/]+:\d{1,5}")
"""Of a Dask scheduler."""


def whole(parameter: str, value: Any, *, low: int, high: int) -> int:
    """A whole number, Python's or NumPy's, within bounds. Raises InputError."""
    number = value
    if not isinstance(number, int) and hasattr(number, "dtype") and getattr(number, "ndim", None) == 0:
        number = number.item()
    if isinstance(number, bool) or not isinstance(number, int):
        raise InputError("usage.not_whole", parameter=parameter, found=_shown(value))
    if not low <= number <= high:
        raise InputError("usage.out_of_bounds", parameter=parameter, found=number, low=low, high=high)
    return number


def study_seed(seed: Any, rng: Any, default: int = 1) -> int:
    """The study seed from ``seed`` or from ``rng``, as NumPy and Mesa call it. Raises InputError.

    A generator gives one of its numbers, so that what follows is known by that number.
    """
    if seed is not None and rng is not None:
        raise InputError("seed_and_rng")
    if rng is None:
        return default if seed is None else _seed("seed", seed)
    import numpy as np

    if isinstance(rng, np.random.Generator):
        return int(rng.integers(np.iinfo(np.int32).max))
    return _seed("rng", rng)


def _seed(parameter: str, value: Any) -> int:
    import numpy as np

    if isinstance(value, np.random.Generator | np.random.RandomState | np.random.BitGenerator | np.random.SeedSequence):
        raise InputError("seed_is_a_generator", parameter=parameter, found=type(value).__name__)
    return whole(parameter, value, low=0, high=MOST_SEED)


def replicates(value: Any, *, low: int = 1) -> int | None:
    """How many replicates, if somebody says."""
    return None if value is None else whole("replicates", value, low=low, high=MOST)


def jobs(value: Any) -> int | None:
    """How many processes, if somebody says."""
    return None if value is None else whole("jobs", value, low=1, high=MOST_JOBS)


def switch(parameter: str, value: Any) -> bool:
    """Yes or no, Python's or NumPy's. Raises InputError: a word that says no would otherwise be taken for yes."""
    if isinstance(value, bool) or type(value).__name__ in {"bool", "bool_"}:
        return bool(value)
    raise InputError("not_a_switch", parameter=parameter, found=_shown(value))


def folder(parameter: str, value: Any) -> Path | None:
    """A folder or file by name, if somebody gives one. Raises InputError."""
    if value is None:
        return None
    if not isinstance(value, str | PathLike) or not str(value).strip() or "\0" in str(value):
        raise InputError("not_a_path", parameter=parameter, found=_shown(value))
    from hlmsim.scenario.files import is_too_long

    if is_too_long(Path(value)):
        raise InputError("usage.path_too_long", parameter=parameter, found=_shown(str(value)))
    return Path(value)


def required(parameter: str, value: Any) -> Path:
    """A folder or file by name. Raises InputError."""
    found = folder(parameter, value)
    if found is None:
        raise InputError("not_a_path", parameter=parameter, found=_shown(value))
    return found


def worlds(value: Any, most: int) -> int | str | Path | None:
    """How many plausible worlds to draw, or where they are listed. Raises InputError."""
    if value is None or (isinstance(value, str | PathLike) and str(value).strip()):
        return Path(value) if isinstance(value, PathLike) else value
    return whole("worlds", value, low=1, high=most)


def language(value: Any) -> str | None:
    """``fr`` or ``en``, if somebody says. Raises InputError."""
    if value is not None and value not in LANGUAGES:
        raise InputError("usage.not_a_word", parameter="lang", found=_shown(value), words=list(LANGUAGES))
    return None if value is None else str(value)


def cluster(value: Any) -> str | None:
    """The address of a cluster, or ``local``. Raises InputError."""
    if value is not None and value != "local" and not (isinstance(value, str) and ADDRESS.fullmatch(value)):
        raise InputError("usage.not_a_cluster", parameter="cluster", found=_shown(value))
    return None if value is None else str(value)


def outcomes(names: Iterable[Any], known: Sequence[str]) -> list[str]:
    """Names of outcomes that there are. Raises InputError for the first that there is not."""
    found = list(names)
    for name in found:
        if name not in known:
            meant = nearest(str(name), known)
            if meant is None:
                raise InputError("no_such_outcome", found=shown(str(name)), allowed=list(known))
            raise InputError("no_such_outcome_near", found=shown(str(name)), suggestion=meant)
    return found


def margins(parameter: str, value: Any, known: Sequence[str]) -> dict[str, float]:
    """By outcome, a margin above zero. Raises InputError."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError("not_margins", parameter=parameter, found=_shown(value))
    found = {}
    for name, margin in zip(outcomes(value, known), value.values(), strict=True):
        try:
            found[name] = 0.0 if isinstance(margin, bool | str) else float(margin)
        except (TypeError, ValueError):
            found[name] = 0.0
        if not 0.0 < found[name] < float("inf"):
            raise InputError("usage.margin_not_positive", outcome=name, found=_shown(margin))
    return found


def several(parameter: str, values: Any) -> list[Any]:
    """A list of at least one thing; a single word is not taken for a list of letters. Raises InputError."""
    if isinstance(values, str | bytes | PathLike) or not isinstance(values, Iterable):
        raise InputError("not_several", parameter=parameter, found=_shown(values))
    found = list(values)
    if not found:
        raise InputError("nothing_given", parameter=parameter)
    return found


def _shown(value: Any) -> str:
    """A value as its author would recognise it, cut when long."""
    return shown(value if isinstance(value, str) else repr(value))
