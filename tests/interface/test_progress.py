"""Progress: a bar on a terminal, lines in a log, nothing when quiet."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from hlmsim.interface.cli import progress
from hlmsim.interface.cli.console import Screen
from hlmsim.interface.cli.progress import BatchProgress


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


def _screen(*, quiet: bool, terminal: bool) -> tuple[Screen, io.StringIO]:
    screen, stream = Screen.__new__(Screen), io.StringIO()
    screen.lang, screen.quiet = "fr", quiet
    screen.out = screen.err = Console(file=stream, force_terminal=terminal, width=90, color_system=None)
    return screen, stream


@pytest.fixture
def clock(monkeypatch) -> _Clock:
    found = _Clock()
    monkeypatch.setattr(progress, "time", found)
    return found


def _follow(screen: Screen, clock: _Clock, *, failed: int = 0) -> None:
    with BatchProgress(screen) as batch:
        for done in range(100, 401, 10):
            batch.update(done, 500, failed)
            clock.now += 1.0


def test_a_log_gets_a_line_now_and_then_with_rate_and_time_left(clock: _Clock) -> None:
    screen, stream = _screen(quiet=False, terminal=False)
    _follow(screen, clock)
    lines = stream.getvalue().replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert len(lines) == 1 + 30 // progress.LINE_EVERY
    assert lines[0].startswith("Préparation du modèle")
    assert lines[2] == ("Simulations faites : 200 sur 500; 300 à faire, 0 en échec; 10,0 par seconde, encore 30 s.")


def test_a_night_is_not_written_down_every_five_seconds(clock: _Clock) -> None:
    screen, stream = _screen(quiet=False, terminal=False)
    batch = BatchProgress(screen)
    for done in range(600):
        batch.update(done, 1000, 0)
        clock.now += 1.0
    assert len(stream.getvalue().splitlines()) == 1 + 12 + 8


def test_failures_count_as_work_done_for_the_time_ahead(clock: _Clock) -> None:
    screen, stream = _screen(quiet=False, terminal=False)
    batch = BatchProgress(screen)
    for second in range(7):
        batch.update(10 * second, 300, 10 * second)
        clock.now += 1.0
    said = stream.getvalue().replace("\N{NO-BREAK SPACE}", " ").splitlines()[-1]
    assert said == "Simulations faites : 50 sur 300; 200 à faire, 50 en échec; 20,0 par seconde, encore 10 s."


def test_what_was_done_before_does_not_count_in_the_rate(clock: _Clock) -> None:
    screen, _ = _screen(quiet=False, terminal=False)
    batch = BatchProgress(screen)
    batch.update(400, 500, 0)
    clock.now = 10.0
    batch.update(401, 500, 0)
    clock.now = 20.0
    assert batch._pace(411, 500)[0] == "1,0"
    assert BatchProgress(screen)._pace(400, 500) == ("–", "–")


def test_a_terminal_gets_a_bar_and_the_failures(clock: _Clock) -> None:
    screen, stream = _screen(quiet=False, terminal=True)
    _follow(screen, clock, failed=2)
    shown = stream.getvalue()
    assert "━" in shown
    assert "/500" in shown
    assert "2 échecs" in shown


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_is_quiet(clock: _Clock, terminal: bool) -> None:
    screen, stream = _screen(quiet=True, terminal=terminal)
    _follow(screen, clock)
    assert stream.getvalue() == ""
