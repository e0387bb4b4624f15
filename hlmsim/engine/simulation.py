"""The loop: a list of processes becomes a small driver file, run compiled or plain.

Calling a compiled process from Python every week would cost more than the work on a site of 170 households, so the
weeks are driven by compiled code too. The driver is written out from the list, readable, and cached with its machine
code.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hlmsim.engine.kernels import cache_folder, compiled, jit_enabled, kernel
from hlmsim.engine.table import plain_view

Process = Callable[[Any, int], None]
"""One process of the week: reads and writes the tables of a state, for one week, and returns nothing."""


def driver_source(names: Sequence[str]) -> str:
    """The driver's text: every process, in order, for each week."""
    calls = "\n".join(f"        {name}(state, week)" for name in names)
    return (
        '"""The weeks, written out from the list of processes. Generated: edit the list instead."""\n\n\n'
        "def weeks(state, first, last):\n"
        "    for week in range(first, last):\n"
        f"{calls}\n"
    )


class Schedule:
    """The processes of a week, in order, and the driver that runs them.

    sources: folders whose files decide whether cached machine code is still good.
    """

    def __init__(self, processes: Sequence[Process], *sources: Path) -> None:
        names = [process.__name__ for process in processes]
        if len(set(names)) != len(names):
            raise ValueError(f"a process stands twice in the week: {names}")
        self.processes = tuple(processes)
        self._sources = sources
        self._compiled: Callable[[Any, int, int], None] | None = None
        self._plain: Callable[[Any, int, int], None] | None = None

    def run(self, state: Any, first: int, last: int) -> None:
        """Run the weeks first … last − 1 on ``state`` (a named tuple of arrays), in place; releases the GIL."""
        if last <= first:
            return
        if jit_enabled():
            self._compiled_driver()(_handed(state, cache_folder(*self._sources)), first, last)
        else:
            run_plain(self._plain_driver(), state, first, last)

    def without(self, *names: str) -> Schedule:
        """The same week with some processes left out."""
        return Schedule([p for p in self.processes if p.__name__ not in names], *self._sources)

    def _compiled_driver(self) -> Callable[[Any, int, int], None]:
        if self._compiled is None:
            folder = cache_folder(*self._sources)
            driver = kernel(_load_driver(folder, self.processes))
            self._compiled = compiled(driver, cache=folder)
        return self._compiled

    def _plain_driver(self) -> Callable[[Any, int, int], None]:
        if self._plain is None:
            namespace: dict[str, Any] = {process.__name__: process for process in self.processes}
            exec(compile(driver_source(list(namespace)), "<week>", "exec"), namespace)
            self._plain = namespace["weeks"]
        return self._plain


def run_plain(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a kernel as plain Python: record fields become attributes, 64-bit products may wrap silently."""
    with np.errstate(over="ignore"):
        return function(*(_plain(argument) for argument in arguments))


def _is_state(argument: Any) -> bool:
    return isinstance(argument, tuple) and hasattr(argument, "_make")


def _handed(argument: Any, folder: Path) -> Any:
    """A state as compiled kernels take it; anything else as it is. folder: where machine code is kept."""
    if not _is_state(argument):
        return argument
    from hlmsim.engine.handed import Handed, write_block

    return Handed(argument, compiled(write_block, cache=folder))


def _plain(argument: Any) -> Any:
    if _is_state(argument):
        return argument._make(plain_view(array) for array in argument)
    return plain_view(argument)


class Entry:
    """A kernel called from Python, outside the week: compiled and cached, or plain, as the switch says."""

    def __init__(self, function: Callable[..., Any], *sources: Path) -> None:
        self._function = function
        self._sources = sources

    def __call__(self, *arguments: Any) -> Any:
        """Run the kernel on these arguments."""
        if jit_enabled():
            folder = cache_folder(*self._sources)
            return compiled(self._function, cache=folder)(*(_handed(argument, folder) for argument in arguments))
        return run_plain(self._function, *arguments)


def _load_driver(folder: Path, processes: Sequence[Process]) -> types.FunctionType:
    names = [process.__name__ for process in processes]
    text = driver_source(names)
    path = folder / f"hlmsim_week_{hashlib.blake2b(text.encode(), digest_size=4).hexdigest()}.py"
    if not path.exists():
        handle, temporary = tempfile.mkstemp(dir=folder, suffix=".py")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    module = types.ModuleType(path.stem)
    module.__dict__.update({process.__name__: process for process in processes})
    exec(compile(text, str(path), "exec"), module.__dict__)
    sys.modules[path.stem] = module  # numba looks the module up by name when it reads cached machine code
    driver: types.FunctionType = module.__dict__["weeks"]
    return driver
