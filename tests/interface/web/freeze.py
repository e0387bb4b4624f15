"""Writes the golden recording that Python and the page both decode: ``python -m tests.interface.web.freeze``."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from hlmsim.interface.web.block import joined
from hlmsim.interface.web.side import Side
from hlmsim.scenario import load

GOLDEN = Path(__file__).parents[3] / "web" / "tests" / "golden.json"


def main() -> None:
    sets = ["context.site.households=12", "context.site.buildings=2"]
    side = Side(load("status_quo", sets=sets), weeks=8, seed=3)
    block = joined([block for block, _ in side.future(0, side=1, generation=7)])
    golden = {
        "block": base64.b64encode(block.encode()).decode(),
        "first": block.first,
        "marks": block.households[:, :, 0].tolist(),
        "lines": block.lines.tolist(),
        "security": [float(value) for value in block.outcomes[:, 1]],
    }
    GOLDEN.write_text(json.dumps(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
