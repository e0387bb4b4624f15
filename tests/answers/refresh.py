"""Answer the shipped experiments again: ``python -m tests.answers.refresh [NAME …]``.

Each answer stands beside its experiment, as a page in each language and a table; its last lines give the command.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hlmsim.runs.design import load_experiment

EXPERIMENTS = Path(__file__).parent.parent.parent / "experiments"
ANSWERS = EXPERIMENTS / "answers"
PAGES = {"answer.fr.md": ".fr.md", "answer.en.md": ".en.md"}
TABLES = {"sweep": "answer.csv", "sensitivity": "sensitivity.csv"}


def names() -> list[str]:
    """Every shipped experiment."""
    return sorted(file.stem for file in EXPERIMENTS.glob("*.yaml"))


def answer(name: str, out: Path) -> dict[str, Path]:
    """Carry out one experiment as its page says; the files of its answer, by their ending."""
    command = "import sys; from hlmsim.interface.cli import main; sys.exit(main())"
    kind = "sensitivity" if load_experiment(name).design.kind == "sensitivity" else "sweep"
    arguments = [kind, name, "--no-figures", "--quiet", "--out", str(out)]
    subprocess.run([sys.executable, "-c", command, *arguments], check=True, stdout=subprocess.DEVNULL)
    return {ending: out / file for file, ending in {**PAGES, TABLES[kind]: ".csv"}.items()}


def main(chosen: list[str]) -> None:
    ANSWERS.mkdir(exist_ok=True)
    for name in chosen or names():
        with tempfile.TemporaryDirectory() as folder:
            for ending, file in answer(name, Path(folder) / "results").items():
                shutil.copyfile(file, ANSWERS / f"{name}{ending}")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
