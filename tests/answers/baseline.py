"""Put the medoid of a calibration into the reference scenario: ``python -m tests.answers.baseline RESULTS``.

Each number keeps its range, its grade and its source; the source says that its value comes from the calibration. A
grade U stays U: calibration makes a value fit the patterns, it does not measure it.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from hlmsim.scenario import load
from hlmsim.scenario.writing import flow

BASELINE = Path(__file__).parent.parent.parent / "scenarios" / "baseline.yaml"
CALIBRATED = "value calibrated to the patterns (experiments/calibration.yaml)"
_BY_HAND = re.compile(r"; set by hand [^\"]*?before any calibration")
_BEFORE = re.compile(rf"; {re.escape(CALIBRATED)}")


def medoid(results: Path) -> Iterator[tuple[str, float]]:
    """Each number that the medoid changes."""
    with (results / "parameters.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            if float(row["medoid"]) != float(row["written"]):
                yield row["parameter"], float(row["medoid"])


def changed(line: str, value: float) -> str:
    """A line of the file with another value and what its source says of it. Raises ValueError when it is not one."""
    number = int(value) if value == int(value) and "." not in line.partition("value: ")[2].partition(",")[0] else value
    found, count = re.subn(r"value: [^,}]+", f"value: {flow(number)}", line, count=1)
    sourced, sources = re.subn(
        r'source: "([^"]*)"', lambda source: f'source: "{_sourced(source.group(1))}"', found, count=1
    )
    if count != 1 or sources != 1:
        raise ValueError(line)
    return sourced


def _sourced(source: str) -> str:
    return f"{_BEFORE.sub('', _BY_HAND.sub('', source))}; {CALIBRATED}"


def _capacity(lines: list[str], path: str) -> int:
    """The line of a partner's capacity. Raises ValueError when there is none."""
    _, partner, _ = path.split(".")
    start = lines.index(f"  {partner}:\n")
    return next(row for row in range(start, len(lines)) if lines[row].lstrip().startswith("capacity:"))


def main(results: Path) -> int:
    places = load(BASELINE).places
    lines = BASELINE.read_text(encoding="utf-8").splitlines(keepends=True)
    numbers = dict(medoid(results))
    for path, value in numbers.items():
        row = places[path].line - 1 if path in places else _capacity(lines, path)
        lines[row] = changed(lines[row], value)
    BASELINE.write_text("".join(lines), encoding="utf-8")
    sys.stdout.write(f"{len(numbers)} numbers changed in {BASELINE.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
