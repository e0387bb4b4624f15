"""Ctrl-C: what is finished is kept, the command to go on is printed, exit code 130."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(made, tmp_path) -> None:
    out = tmp_path / "out"
    # A process started by a shell in the background has the interruption ignored.
    listen = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{listen}; import sys; from hlmsim.interface.cli import main; sys.exit(main(sys.argv[1:]))"
    line = ["compare", made.base, made.other, "-n", "100000", "--out", str(out), "--lang", "fr"]
    environ = {**os.environ, "HLMSIM_DEBUG": "1"}
    process = subprocess.Popen([sys.executable, "-c", code, *line], env=environ, stderr=subprocess.PIPE, text=True)
    try:
        deadline = time.monotonic() + 300
        while not list(out.rglob("*.parquet")) and time.monotonic() < deadline:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1].replace("\N{NO-BREAK SPACE}", " ")
    finally:
        process.kill()
    assert process.returncode == 130
    assert "sont finies et gardées dans" in said
    assert f"hlmsim compare {made.base} {made.other} -n 100000 --out {out} --lang fr" in said
    assert "Traceback" not in said
    assert list(out.rglob("*.parquet"))
