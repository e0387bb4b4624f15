"""What every shipped scenario gives at a short horizon, as it was when last frozen."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

from hlmsim.model import outcomes
from hlmsim.scenario import shipped
from tests.worlds import finished, plan

FILE = Path(__file__).parent / "golden.json"
WEEKS = 26
DIGITS = 12


def rounded(value: float) -> float | None:
    """A number to twelve significant digits; nothing where it could not be measured."""
    return None if math.isnan(value) else float(f"{value:.{DIGITS - 1}e}")


def measured(name: str) -> dict[str, Any]:
    """The outcomes of one scenario over 26 weeks of one replicate: everyone's in full, all groups' as a hash."""
    summary = outcomes.summary(finished(plan(name, weeks=WEEKS)))
    groups = {outcome: [rounded(value) for value in values.tolist()] for outcome, values in summary.items()}
    digest = hashlib.sha256(json.dumps(groups, sort_keys=True).encode()).hexdigest()
    return {"groups": digest, "all": {outcome: values[0] for outcome, values in groups.items()}}


def measured_now() -> dict[str, Any]:
    """Every shipped scenario."""
    return {name: measured(name) for name in shipped.names()}


def frozen() -> dict[str, Any]:
    """What the file says: the reasons of each freeze, the latest last, and the scenarios."""
    document: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return document
