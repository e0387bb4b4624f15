"""Errors travel from a worker's process to its driver as they are."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from hlmsim.errors import Fault, HlmsimError, InputError, RunError, ScenarioError, SnapshotError
from hlmsim.locales import LANGUAGES, error


@pytest.mark.parametrize("kind", [InputError, RunError, SnapshotError])
def test_an_error_keeps_its_code_and_facts(kind: type[HlmsimError]) -> None:
    found = pickle.loads(pickle.dumps(kind("disk_full", folder="night", reason="no space left")))
    assert type(found) is kind
    assert found.code == "disk_full"
    assert found.facts == {"folder": "night", "reason": "no space left"}
    assert all("night" in error(found, lang) for lang in LANGUAGES)


def test_a_scenario_error_keeps_its_faults() -> None:
    faults = (Fault("not_finite", {"found": ".nan"}, "a.yaml", 3, 5, "levers.x"), Fault("other"))
    assert pickle.loads(pickle.dumps(ScenarioError(faults))).faults == faults


def _full() -> None:
    raise RunError("disk_full", folder="night", reason="no space left")


def test_a_full_disk_is_told_by_a_process() -> None:
    with ProcessPoolExecutor(1, get_context("spawn")) as pool, pytest.raises(RunError) as told:
        pool.submit(_full).result()
    assert told.value.code == "disk_full"
