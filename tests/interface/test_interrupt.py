"""Ctrl-C: what is finished is kept, the command to go on is printed and goes on, exit code 130."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hlmsim.interface.cli import signals

LISTEN = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "signal.signal(signal.SIGHUP, signal.SIG_DFL)"
)
"""Signals are heard again that whoever started the tests has ignored: a shell in the background, ``nohup``."""
CODE = f"{LISTEN}; import sys; from hlmsim.interface.cli import main; sys.exit(main(sys.argv[1:]))"


def _started(*line: str) -> subprocess.Popen[str]:
    """A command in a group of its own, as a terminal starts it."""
    environ = {**os.environ, "HLMSIM_DEBUG": "1", "HLMSIM_LANG": "fr"}
    asked = [sys.executable, "-c", CODE, *line]
    return subprocess.Popen(asked, env=environ, stderr=subprocess.PIPE, text=True, start_new_session=True)


def _ended(group: int) -> bool:
    """Whether no process of a group is left, within ten seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def _interrupted(process: subprocess.Popen[str], out: Path, how: Callable[[], None] | None = None) -> str:
    """Ctrl-C, or otherwise, once some runs are kept: every process of the group gets it. What is said."""
    try:
        deadline = time.monotonic() + 300
        while not list(out.rglob("*.parquet")) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT) if how is None else how()
        return process.communicate(timeout=60)[1].replace("\N{NO-BREAK SPACE}", " ")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def test_ctrl_c_keeps_what_is_done_and_the_printed_command_goes_on(made, tmp_path) -> None:
    out = tmp_path / "out"
    line = ["compare", made.base, made.other, "-n", "100000", "-j", "2", "--out", str(out), "--no-figures"]
    process = _started(*line)
    said = _interrupted(process, out)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    found = re.search(
        r"Interrompu : (\d+) simulations? sur 200 000 (?:est finie et gardée|sont finies et gardées) dans", said
    )
    assert found, said
    command = said.splitlines()[-1]
    assert command == f"  {shlex.join(['hlmsim', *line])}"
    again = _started(*shlex.split(command)[1:], "--max-runs", "2")
    continued = again.communicate(timeout=300)[1].replace("\N{NO-BREAK SPACE}", " ")
    assert again.returncode == 0, continued
    assert "2 simulations faites en" in continued
    assert re.search(rf"{found[1]} simulations? déjà faites? (a été reprise|ont été reprises)\.", continued)


@pytest.mark.slow
@pytest.mark.parametrize("name", signals.NAMES)
def test_a_command_that_is_told_to_end_says_what_is_kept(made, tmp_path, name: str) -> None:
    """Its workers are not told: they end because it does."""
    out = tmp_path / "out"
    line = ["compare", made.base, made.other, "-n", "100000", "-j", "2", "--out", str(out), "--no-figures"]
    process = _started(*line)
    said = _interrupted(process, out, lambda: process.send_signal(getattr(signal, name)))
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert re.search(
        r"Interrompu : \d+ simulations? sur 200 000 (?:est finie et gardée|sont finies et gardées) dans", said
    ), said
    assert _ended(process.pid)


def test_who_asked_not_to_hear_of_the_terminal_is_not_told() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with signals.as_interrupts():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGTERM)
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_command_ends_without_looking_through_everything_in_memory() -> None:
    """That takes half a second where large libraries are loaded."""
    looking = (
        "class Ring:\n    def __init__(self):\n        self.me = self\n    def __del__(self):\n        print('found')"
    )
    code = f"{looking}\nfrom hlmsim.interface.cli import main\nring = Ring()\nmain(['--version'])\n"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "found" not in done.stdout


def test_ctrl_c_before_the_command_has_begun_is_quiet(monkeypatch, capsys) -> None:
    from hlmsim.interface.cli import main, program

    def interrupted(_line: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "requested_language", interrupted)
    assert main(["check", "status_quo"]) == 130
    assert capsys.readouterr().err == ""
