"""What every test stands on: no display, seeded fuzzing in CI, one switch for the size of the long batteries."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from hlmsim.engine.kernels import jit_enabled
from tests import spreading

ROOT = Path(__file__).parent.parent

os.environ.setdefault("MPLBACKEND", "Agg")
if sys.dont_write_bytecode:
    # Wished for clean folders; but then every process that a test starts would parse a million lines of libraries.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / ".pytest_cache" / "bytecode")
# What is written by tests is no business of the person's own record of files.
os.environ["HLMSIM_STATE_DIR"] = tempfile.mkdtemp(prefix="hlmsim-state-")

# The first call of a kernel compiles for seconds: a deadline would blame the example.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    return spreading.cores(config)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> spreading.ByFile:
    config.option.loadscopereorder = False
    return spreading.ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: spreading.turn_of(item.nodeid))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ and jit_enabled() and not item.nodeid.startswith(spreading.NO_MODEL):
        spreading.compiled_by_one()


@pytest.fixture(scope="session", autouse=True)
def _drawn_here() -> None:
    """Figures are drawn in this process: starting others takes longer than the small figures of tests."""
    from hlmsim.report import drawing

    drawing.processes = 1


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def full_ring() -> bool:
    """Whether tests marked ``slow`` run at their full size (``HLMSIM_RING=full``) or at the small size of CI."""
    return os.environ.get("HLMSIM_RING") == "full"
