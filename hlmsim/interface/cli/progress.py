"""How far a batch is: a moving bar on a terminal, a plain line now and then in a log, nothing when quiet."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from hlmsim.interface.cli.console import Screen
from hlmsim.locales import duration, integer, number, text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

LINE_EVERY, THEN_EVERY = 5.0, 60.0
"""Seconds between two lines in a log, in the first minute and afterwards: a night is to be read too."""
_UNKNOWN = "–"


class BatchProgress:
    """Follows a batch: call ``update`` as often as you like; use it as a context."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.began = self.spoken = time.monotonic()
        self.first: int | None = None
        self.warm: tuple[int, float] | None = None
        self.bar: Progress | None = None
        self.task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Take the bar away."""
        if self.bar is not None:
            self.bar.stop()

    def update(self, done: int, total: int, failed: int) -> None:
        """Say that ``done`` simulations of ``total`` are finished, ``failed`` of them badly."""
        if self.first is None:
            self.first = done
            if done < total and not self.screen.lively:
                self.screen.remark("cli.batch.preparing")
        if self.screen.quiet or done == self.first == total:
            return
        if self.screen.lively:
            self._move(done, total, failed)
            return
        rate, ahead = self._pace(done + failed, total)
        now = time.monotonic()
        if now - self.spoken >= (LINE_EVERY if now - self.began <= THEN_EVERY else THEN_EVERY):
            self.spoken = now
            counts = {"done": done, "total": total, "left": total - done - failed, "failed": failed}
            if rate == _UNKNOWN:
                self.screen.remark("cli.batch.begun", **counts)
            else:
                self.screen.remark("cli.batch.progress", **counts, rate=rate, time=ahead)

    def _move(self, done: int, total: int, failed: int) -> None:
        if self.bar is None:
            self.bar = _bar(self.screen)
            self.task = self.bar.add_task("", total=None, pace="", failed="")
            self.bar.start()
        assert self.task is not None
        lang = self.screen.lang
        rate, ahead = self._pace(done + failed, total)
        started = done + failed > (self.first or 0)
        name = text("cli.batch.running" if started else "cli.batch.preparing", lang)
        counts = {"done": integer(done, lang), "total": integer(total, lang)}
        pace = text("cli.batch.pace", lang, **counts, rate=rate, time=ahead)
        shown = text("cli.batch.failed_so_far", lang, count=failed) if failed else ""
        self.bar.update(
            self.task,
            completed=done,
            total=total if started else None,
            description=name,
            pace=pace if started else "",
            failed=shown,
        )

    def _pace(self, done: int, total: int) -> tuple[str, str]:
        """Simulations a second since the model was ready, and the time that the others will take.

        done: failed ones too, which take time as well.
        """
        if self.warm is None and done > (self.first or 0):
            self.warm = (done, time.monotonic())
        if self.warm is None or done <= self.warm[0]:
            return _UNKNOWN, _UNKNOWN
        rate = (done - self.warm[0]) / max(time.monotonic() - self.warm[1], 1e-9)
        return number(rate, self.screen.lang, 1 if rate < 100 else 0), duration((total - done) / rate, self.screen.lang)


def _bar(screen: Screen) -> Progress:
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=16), TextColumn("{task.fields[pace]}"))
    return Progress(*columns, TextColumn("[red]{task.fields[failed]}[/]"), console=screen.err, transient=True)
