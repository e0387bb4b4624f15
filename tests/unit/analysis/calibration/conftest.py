"""One small calibration that the tests share."""

from __future__ import annotations

import pytest

from tests.unit.analysis.calibration.toys import Calibrated, Toy, calibrated


@pytest.fixture(scope="session")
def small() -> Calibrated:
    """Twelve parameters, of which six matter, and four statistics; two waves."""
    return calibrated(Toy(size=12, active=6, statistics=4, noise=0.15), (400, 300), study="small")
