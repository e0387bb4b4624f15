"""Waits for commands and carries out each in a copy of this process: ``python -m tests.warm.answering SOCKET``."""

from __future__ import annotations

import io
import json
import os
import runpy
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

HEAVY = (
    "hlmsim.interface.cli.commands",
    "hlmsim.interface.python",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "openpyxl",
    "pandas",
    "pyarrow.parquet",
    "scipy.stats",
)


def main(place: str) -> None:
    """Get ready, then answer until terminated."""
    _load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        hidden = f"{place}.part"
        door.bind(hidden)
        door.listen(16)
        Path(hidden).rename(place)
        while True:
            line, _ = door.accept()
            with line:
                if os.fork() == 0:
                    _carry_out(line, door)


def _load() -> None:
    """What every command would read and load again: libraries, and the compiled model."""
    import importlib
    import pkgutil

    for name in HEAVY:
        package = importlib.import_module(name)
        if name.endswith(".commands"):
            for module in pkgutil.iter_modules(package.__path__, f"{name}."):
                importlib.import_module(module.name)
    from hlmsim.model.population import build
    from hlmsim.model.week import advance
    from hlmsim.report import drawing
    from hlmsim.runs import executors
    from hlmsim.scenario import load
    from tests.spreading import compiled_by_one

    # Other processes would load everything again, for a second of work.
    executors.default, drawing.processes = executors.threads, 1
    compiled_by_one()
    advance(build(load("status_quo").blueprint(), study_seed=1), 2)


def _carry_out(line: socket.socket, door: socket.socket) -> None:
    """Be the process that was asked for, and tell how it ended. Never returns."""
    code = 1
    try:
        door.close()
        _, streams, _, _ = socket.recv_fds(line, 1, 3)
        asked = json.loads(line.makefile(encoding="utf-8").readline())
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        _become(asked)
        code = _ended(asked["program"], asked["line"])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        line.sendall(str(code).encode())
        os._exit(code)


def _become(asked: dict[str, Any]) -> None:
    """Take over folder, environment and streams. Nothing starts processes, whose start would outlast their work."""
    from hlmsim.report import drawing
    from hlmsim.runs import executors

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environ"])
    sys.argv = [asked["program"], *asked["line"]]
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), "utf-8")
    errors = io.BufferedWriter(io.FileIO(2, "w", closefd=False))
    sys.stderr = io.TextIOWrapper(errors, "utf-8", "backslashreplace", line_buffering=True)
    executors.default = executors.threads
    drawing.processes = 1


def _ended(program: str, line: list[str]) -> int:
    from hlmsim.interface.cli import main as hlmsim

    try:
        if program == "hlmsim":
            return hlmsim(line)
        sys.path.insert(0, "")
        runpy.run_path(line[0], run_name="__main__")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


if __name__ == "__main__":
    main(sys.argv[1])
