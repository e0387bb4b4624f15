"""The front door and the help open at once: heavy libraries are loaded where they are used, never before."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "IPython",
    "llvmlite",
    "matplotlib",
    "mesa",
    "networkx",
    "numba",
    "pandas",
    "pyarrow",
    "pydantic",
    "scipy",
    "sklearn",
    "solara",
}

HELP = """
import contextlib, io, sys
from hlmsim.interface.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    try:
        sys.argv = ["hlmsim", "--help"]
        main()
    except SystemExit as end:
        assert not end.code, end.code
"""


@pytest.mark.parametrize("code", ["import hlmsim", HELP], ids=["import hlmsim", "hlmsim --help"])
def test_heavy_libraries_stay_out(code: str) -> None:
    code += "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert set(json.loads(done.stdout)) & HEAVY == set()
