"""What every test stands on: no display, seeded fuzzing in CI, one switch for the size of the long batteries."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")

# The first call of a kernel compiles for seconds: a deadline would blame the example.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def full_ring() -> bool:
    """Whether tests marked ``slow`` run at their full size (``HLMSIM_RING=full``) or at the small size of CI."""
    return os.environ.get("HLMSIM_RING") == "full"
