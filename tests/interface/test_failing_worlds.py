"""In which worlds a lever fails: planted in the runs of a sweep, found again on the screen, the page and the table."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from hlmsim.interface.cli import main
from hlmsim.runs import sweep
from hlmsim.runs.batch import Batch
from hlmsim.runs.one import RunResult
from tests.interface.known_functions import Known

INCIDENTS, SHOCK = "context.incidents.rate", "context.incidents.shock"
"""Drawn from [0.02, 0.2] and [0.05, 0.3]."""
EXPERIMENT = """\
schema: 1
title: {{fr: "Où cela échoue-t-il?", en: "Where does it fail?"}}
scenarios: [status_quo, concertation]
worlds: {{draws: {draws}, except: [levers, partners, context.needs, context.service, context.engagement]}}
replicates: 2
outcomes: [service_access, sense_of_security]
"""


def planted(scenario: Any, *, study_seed: int, replicate: int, weekly_groups: bool = False) -> RunResult:
    """Concertation helps access where incidents are rare or shocks are weak; security never, or by luck alone."""
    found = Known()(scenario, study_seed=study_seed, replicate=replicate)
    stronger = scenario.values["levers.concertation.meeting_interval_weeks"] == 6.0
    fails = scenario.values[INCIDENTS] > 0.11 and scenario.values[SHOCK] > 0.15
    luck = np.random.default_rng([int(scenario.hash[:12], 16), replicate]).normal()
    summary = {
        "service_access": np.array([0.5 + stronger * (-0.1 if fails else 0.1)]),
        "sense_of_security": np.array([0.5 + 0.1 * stronger * luck]),
    }
    return replace(found, summary=summary)


def carried_out(folder: Path, lang: str, draws: int) -> Path:
    from hlmsim.runs import executors

    file, out = folder / "failing.yaml", folder / "out"
    file.write_text(EXPERIMENT.format(draws=draws), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executors, "default", executors.threads)
        patch.setattr(sweep, "Batch", partial(Batch, run=planted))
        assert main(["sweep", str(file), "--out", str(out), "--lang", lang, "--no-figures"]) == 0
    return out


def plain(said: str) -> str:
    return " ".join(said.replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.statistical
@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "surtout quand"), pytest.param("en", "mostly where", marks=pytest.mark.slow)]
)
def test_the_planted_worlds_are_named(lang: str, said: str, tmp_path, capsys) -> None:
    """One draw of 120 worlds; a rule without exceptions is missed in none of them."""
    out = carried_out(tmp_path, lang, 120)
    table = pandas.read_csv(out / "failing_worlds.csv")
    box = table[table["outcome"] == "service_access"].set_index("number")
    assert set(box.index) == {INCIDENTS, SHOCK}
    assert (box["state"] == "found").all()
    assert box.loc[INCIDENTS, "low"] == pytest.approx(0.11, abs=0.02)
    assert box.loc[SHOCK, "low"] == pytest.approx(0.15, abs=0.02)
    assert box["high"].isna().all()
    assert (box["coverage"] == 1.0).all()
    assert (box["density"] == 1.0).all()
    chance = table[table["outcome"] == "sense_of_security"]
    assert 30 < chance["failing"].iloc[0] < 90
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 80
    page = (out / f"answer.{lang}.md").read_text(encoding="utf-8")
    for text in (plain(shown), plain(page)):
        assert said in text
        assert "(couverture 100 %, densité 100 %" in text or "(coverage 100%, density 100%" in text


def test_a_few_worlds_say_nothing(tmp_path, capsys) -> None:
    out = carried_out(tmp_path, "en", 12)
    assert not (out / "failing_worlds.csv").exists()
    assert "fail" not in capsys.readouterr().out.replace("Where does it fail?", "").replace("failing", "")
    assert "In which worlds" not in (out / "answer.en.md").read_text(encoding="utf-8")
