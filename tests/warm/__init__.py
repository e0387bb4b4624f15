"""``hlmsim`` and ``python`` that answer at once: one process has read the libraries and loaded the model, and a copy
of it carries out each command, with the folder, the environment and the streams of the one who asked.

For tests that look at what commands do and print. What a start itself does (imports, first compile, signals, the pool
of processes) is tested with processes of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE_SECONDS = 300.0
"""How long the first copy may take to be ready: it may have to compile the model."""


@contextmanager
def programs(folder: Path) -> Iterator[Path]:
    """A folder with ``hlmsim`` and ``python``, to be put first on the path. folder: an empty one, for its files."""
    socket = folder / "socket"
    asking = (HERE / "asking.py").read_text(encoding="utf-8")
    for name in ("hlmsim", "python"):
        program = folder / name
        program.write_text(f"#!{sys.executable} -ISE\n{asking}", encoding="utf-8")
        program.chmod(0o755)
    environ = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(HERE.parent.parent)}
    with subprocess.Popen([sys.executable, "-m", "tests.warm.answering", str(socket)], env=environ) as process:
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while not socket.exists():
                assert process.poll() is None, "the process that waits for commands has ended"
                assert time.monotonic() < until, "the process that waits for commands is not ready"
                time.sleep(0.05)
            yield folder
        finally:
            process.terminate()
