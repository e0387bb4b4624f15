"""What Python gives in place of a file: what no file could say is a fault."""

from __future__ import annotations

import os

import numpy as np
import pandas as pd
import pytest

from hlmsim.errors import ScenarioError
from hlmsim.scenario import Scenario, load


def _nested(depth: int) -> dict[str, object]:
    inner: dict[str, object] = {}
    for _ in range(depth):
        inner = {"a": inner}
    return inner


def _of_itself() -> dict[str, object]:
    found: dict[str, object] = {}
    found["levers"] = found
    return found


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"levers": _nested(3000)}, "too_deep"),
        (_of_itself(), "too_deep"),
        ({1: 2, "1": 3}, "key_twice"),
        ({"levers": {"posts": {"count": np.timedelta64(1, "ns")}}}, "not_a_value"),
        ({"levers": {"posts": {"count": np.array([1, 2])}}}, "not_a_number"),
        ({"levers": {"posts": {"count": pd.Series([1, 2])}}}, "not_a_number"),
    ],
)
def test_a_dictionary_that_no_file_could_say_is_a_fault(said, code) -> None:
    with pytest.raises(ScenarioError) as problem:
        Scenario.from_dict({"schema": 1, "extends": "status_quo.yaml", **said}, name="x")
    assert [fault.code for fault in problem.value.faults] == [code]


def test_a_file_name_in_another_encoding_is_a_fault(tmp_path) -> None:
    file = tmp_path / os.fsdecode(b"\xe9t\xe9.yaml")
    file.write_text("schema: 1\nextends: status_quo.yaml\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as problem:
        load(file)
    assert [(fault.code, fault.facts["found"]) for fault in problem.value.faults] == [
        ("file_name_not_text", r"\xe9t\xe9.yaml")
    ]
