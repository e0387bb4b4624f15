"""How long each phase of a command took: told in one line when it ends, and kept for whoever measures."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hlmsim.interface.cli.console import Screen
from hlmsim.locales import join, number, text

FILE_VARIABLE = "HLMSIM_PHASES"
"""Names a file that receives the seconds of each phase, as JSON."""
_SHORTEST = 0.05


class Phases:
    """Seconds by phase, in the order in which they came; a phase that comes again is added up."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def of(self, phase: str) -> Iterator[None]:
        """Measure what is done inside."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[phase] = self.seconds.get(phase, 0.0) + time.perf_counter() - began

    def say(self, screen: Screen) -> None:
        """Tell them, short ones left out."""
        asked = os.environ.get(FILE_VARIABLE)
        if asked:
            Path(asked).write_text(json.dumps(self.seconds), encoding="utf-8")
        told = [
            text(f"cli.phases.{phase}", screen.lang, seconds=number(seconds, screen.lang, 1))
            for phase, seconds in self.seconds.items()
            if seconds >= _SHORTEST
        ]
        if told:
            screen.remark("cli.phases.all", phases=join(told, screen.lang, "and"))
