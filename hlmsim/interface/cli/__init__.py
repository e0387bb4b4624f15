"""The command line: ``hlmsim compare status_quo concertation``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 something asked for failed, 2 bad input, 130 interrupted."""
    try:
        from hlmsim.interface.cli.program import run_program

        return run_program(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:  # before the command has begun, or while its ending is told
        return _INTERRUPTED
