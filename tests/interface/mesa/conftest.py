"""A small world that ends soon, and one of two sites that share partners."""

from __future__ import annotations

from pathlib import Path

import pytest

from hlmsim.scenario import Scenario, load

SMALL = {
    "context.site.households": 40,
    "context.site.buildings": 2,
    "horizon.weeks": 60,
    "horizon.burn_in": 4,
    "levers.posts.count": 2,
    "levers.turnover.worker_annual": 2.0,
}
TWO_SITES = """\
schema: 1
extends: status_quo.yaml
title: {fr: "Deux plans", en: "Two sites"}
why: {fr: "Pour les essais.", en: "For tests."}
horizon: {weeks: 40, burn_in: 4, site_record_weeks: 4}
sites:
  - {seat: 3, label: North, households: 30, buildings: 2}
  - {seat: 8, label: South, households: 20, buildings: 1}
"""


@pytest.fixture(scope="session")
def small() -> Scenario:
    return load("status_quo").with_(SMALL)


@pytest.fixture(scope="session")
def two_sites(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    file: Path = tmp_path_factory.mktemp("two") / "two_sites.yaml"
    file.write_text(TWO_SITES, encoding="utf-8")
    return load(file)
