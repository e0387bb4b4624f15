"""Arguments of the Python functions: checked as options and files are, refused in the same sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Sized
from os import PathLike
from pathlib import Path
from typing import Any

from hlmsim.errors import InputError
from hlmsim.locales.language import LANGUAGES
from hlmsim.scenario.faults import nearest, shown
from hlmsim.scenario.inputs import path_like

MOST = 1_000_000
"""Replicates, at most."""
_WHOLE = ("i", "u", "O")
"""NumPy's kinds of whole numbers; spans of time and dates are kept as whole numbers, and are none."""
MOST_SEED = 2**63 - 1
MOST_JOBS = 4096
ADDRESS = re.compile(r"[a-z]+://[^\s/]+:\d{1,5}")
"""Of a Dask scheduler."""


def whole(parameter: str, value: Any, *, low: int, high: int) -> int:
    """A whole number, Python's or NumPy's, within bounds. Raises InputError."""
    number = value
    if getattr(getattr(number, "dtype", None), "kind", "") in _WHOLE and getattr(number, "ndim", None) == 0:
        number = number.item()
    if isinstance(number, bool) or not isinstance(number, int):
        raise InputError("usage.not_whole", parameter=parameter, found=shown_short(value))
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
    raise InputError("not_a_switch", parameter=parameter, found=shown_short(value))


def folder(parameter: str, value: Any) -> Path | None:
    """A folder or file by name, if somebody gives one. Raises InputError."""
    if value is None:
        return None
    from hlmsim.scenario.files import at_home, wrong_name

    written = path_like(value)
    if written is None or not written.strip() or "\0" in written:
        raise InputError("not_a_path", parameter=parameter, found=shown_short(value))
    path = at_home(Path(written))
    if code := wrong_name(path):
        raise InputError(f"usage.{code}", parameter=parameter, found=shown_short(str(path)))
    return path


def required(parameter: str, value: Any) -> Path:
    """A folder or file by name. Raises InputError."""
    found = folder(parameter, value)
    if found is None:
        raise InputError("not_a_path", parameter=parameter, found=shown_short(value))
    return found


def worlds(value: Any, most: int) -> int | str | Path | None:
    """How many plausible worlds to draw, or where they are listed. Raises InputError."""
    written = path_like(value)
    if written is not None and written.strip():
        return str(value) if isinstance(value, str) else Path(written)
    if value is None:
        return None
    return whole("worlds", value, low=1, high=most)


def language(value: Any) -> str | None:
    """``fr`` or ``en``, if somebody says. Raises InputError."""
    if value is not None and value not in LANGUAGES:
        raise InputError("usage.not_a_word", parameter="lang", found=shown_short(value), words=list(LANGUAGES))
    return None if value is None else str(value)


def cluster(value: Any) -> str | None:
    """The address of a cluster, or ``local``. Raises InputError."""
    if value is not None and value != "local" and not (isinstance(value, str) and ADDRESS.fullmatch(value)):
        raise InputError("usage.not_a_cluster", parameter="cluster", found=shown_short(value))
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
        raise InputError("not_margins", parameter=parameter, found=shown_short(value))
    found = {
        name: _number(f"{parameter}[{name!r}]", margin)
        for name, margin in zip(outcomes(value, known), value.values(), strict=True)
    }
    for name, margin in found.items():
        if not 0.0 < margin < float("inf"):
            raise InputError("usage.margin_not_positive", outcome=name, found=shown_short(value[name]))
    return found


def _number(parameter: str, value: Any) -> float:
    """A number, Python's or NumPy's. Raises InputError: neither yes or no, nor a text, is one."""
    try:
        if isinstance(value, str | bytes | bytearray) or type(value).__name__ in {"bool", "bool_"}:
            raise TypeError
        return float(value)
    except OverflowError:
        return float("inf")
    except (TypeError, ValueError):
        raise InputError("usage.not_a_number", parameter=parameter, found=shown_short(value)) from None


def shown_short(value: Any) -> str:
    """A value as its author would recognise it, on one line and cut when long."""
    return shown(value if isinstance(value, str) else " ".join(repr(value).split()))


def assignments(values: Any) -> list[str]:
    """``path=value``, as many as there are; the scenario floor judges both sides. Raises InputError."""
    if values is None or (not isinstance(values, str | bytes) and isinstance(values, Sized) and len(values) == 0):
        return []
    found = several("sets", values)
    for one in found:
        if not isinstance(one, str):
            raise InputError("usage.not_an_assignment", parameter="sets", found=shown_short(one))
    return found


def several(parameter: str, values: Any) -> list[Any]:
    """A list of at least one thing; a single word is not taken for a list of letters. Raises InputError."""
    if isinstance(values, str | bytes | PathLike) or not isinstance(values, Iterable):
        raise InputError("not_several", parameter=parameter, found=shown_short(values))
    found = list(values)
    if not found:
        raise InputError("nothing_given", parameter=parameter)
    return found
