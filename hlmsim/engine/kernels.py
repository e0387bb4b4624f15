"""Written once, run compiled or plain.

``@kernel`` marks a function; nothing is imported or compiled until :func:`compiled` asks for it, which compiles the
function and every kernel that it calls. ``HLMSIM_JIT=0`` runs the same source as plain Python: slow, easy to step
through, equal to the last bit. The compiled week is cached on disk, in a folder keyed by the sources and versions,
because numba's own cache does not see a change in another file.

Kernels allocate nothing: every array, scratch included, stands in the state. So no reference is counted while the
weeks run, which costs more than the rules themselves when a state of fifty arrays is handed from kernel to kernel.
"""

from __future__ import annotations

import dis
import functools
import hashlib
import os
import platform
import shutil
import tempfile
import types
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast, overload

import numpy as np

_KEEP_CACHES = 4
_compiled: dict[tuple[Callable[..., Any], bool], Any] = {}


@overload
def kernel[F: Callable[..., Any]](function: F, /) -> F: ...
@overload
def kernel[F: Callable[..., Any]](*, inline: bool = False) -> Callable[[F], F]: ...
def kernel(function: Callable[..., Any] | None = None, /, *, inline: bool = False) -> Any:
    """Mark a function as compilable. ``inline``: a rule of one agent, always inlined into its caller."""

    def mark(marked: Callable[..., Any]) -> Callable[..., Any]:
        marked.__dict__["hlmsim_inline"] = inline
        return marked

    return mark if function is None else mark(function)


def jit_enabled() -> bool:
    """Whether kernels run compiled (``HLMSIM_JIT`` is not 0)."""
    return os.environ.get("HLMSIM_JIT", "1") != "0"


def is_kernel(thing: object) -> bool:
    """Whether a thing is a function marked by :func:`kernel`."""
    return isinstance(thing, types.FunctionType) and "hlmsim_inline" in thing.__dict__


def compiled(function: Callable[..., Any], *, cache: Path | None = None) -> Any:
    """The compiled twin of a kernel, made once; the kernels that it calls are compiled with it.

    cache: folder where the machine code is kept between processes (only for entry points: it holds their callees).
    """
    return _compile(function, cache, entry=True)


def _compile(function: Callable[..., Any], cache: Path | None, *, entry: bool) -> Any:
    if (function, entry) in _compiled:
        return _compiled[function, entry]
    import numba

    source = cast(types.FunctionType, function)
    names = dict(source.__globals__)
    called = {step.argval for step in dis.get_instructions(source) if step.opname == "LOAD_GLOBAL"}
    for name in sorted(called):
        if is_kernel(names.get(name)):
            names[name] = _compile(names[name], None, entry=False)
        elif type(names.get(name)) is int:
            names[name] = np.int64(names[name])  # a plain int is a type of its own: every constant, a compilation
    twin = types.FunctionType(source.__code__, names, source.__name__, source.__defaults__, source.__closure__)
    twin.__module__ = source.__module__
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}
    if not entry:
        options |= {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    if source.__dict__.get("hlmsim_inline"):
        options["forceinline"] = True
    if cache is not None:
        numba.config.CACHE_DIR = str(cache)
    dispatcher = numba.njit(cache=cache is not None, **options)(twin)
    _compiled[function, entry] = dispatcher
    return dispatcher


@functools.cache
def cache_folder(*roots: Path) -> Path:
    """A writable folder for machine code, keyed by every source under ``roots`` and by the versions that compile it.

    ``HLMSIM_CACHE_DIR`` chooses where; otherwise the user's cache, or a temporary folder where that is read-only.
    """
    digest = hashlib.blake2b(digest_size=8)
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    for package in ("numba", "llvmlite", "numpy"):
        digest.update(version(package).encode())
    digest.update(platform.python_version().encode())
    for parent in _cache_parents():
        folder = parent / digest.hexdigest()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError:
            continue
        _forget_old(parent, folder)
        return folder
    return Path(tempfile.mkdtemp(prefix="hlmsim-"))


def _cache_parents() -> list[Path]:
    from platformdirs import user_cache_path

    chosen = os.environ.get("HLMSIM_CACHE_DIR")
    shared = Path(tempfile.gettempdir()) / f"hlmsim-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    return [*([Path(chosen)] if chosen else []), user_cache_path("hlmsim") / "compiled", shared]


def _forget_old(parent: Path, current: Path) -> None:
    os.utime(current)
    others = [folder for folder in parent.iterdir() if folder.is_dir() and folder != current]
    others.sort(key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in others[_KEEP_CACHES - 1 :]:
        shutil.rmtree(folder, ignore_errors=True)
