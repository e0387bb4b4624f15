"""What matters most on screen, as a page and in figures: rows, words and drawings, whatever the numbers are."""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace

import pytest
from rich.console import Console

from hlmsim.locales import LANGUAGES
from hlmsim.report.figures import rendered
from hlmsim.report.findings import FactorName, SweepNames
from hlmsim.report.sensitivity_charts import morris_figure, sobol_figure
from hlmsim.report.sensitivity_page import Inquiry, sensitivity_page
from hlmsim.report.sensitivity_rows import SHOWN, Account, Matter
from hlmsim.report.sensitivity_view import interval, remarks, sensitivity_view, share

NAN = math.nan


def matter(factor: str, size: float, total: float = NAN, *, clear: bool = True, mu: float | None = None) -> Matter:
    shares = (total, total - 0.1, total + 0.1, 0.6 * total, 0.6 * total - 0.2, 0.6 * total + 0.2)
    mean = size if mu is None else mu
    kept = not math.isnan(total)
    return Matter(factor, mean, size, 0.9 * size, 1.1 * size, 0.5 * size, 0.01, clear, kept, *shares)


def account(*matters: Matter, contrast: str = "", noise: float = 0.12, deviation: float = 0.034) -> Account:
    return Account("service_access", contrast, matters, 0.2, noise, deviation)


ACCOUNT = account(
    matter("a", 0.3, 0.62),
    matter("b", 0.2, 0.31, mu=-0.19),
    matter("c", 0.1, 0.02, mu=0.01),
    matter("d", 0.05),
    matter("e", 0.02, clear=False),
)
INQUIRY = Inquiry(
    title="Title",
    question="What?",
    factors=5,
    kept=("a", "b", "c"),
    trajectories=12,
    base=64,
    points=(72, 320),
    replicates=4,
    seed=7,
    weeks=312,
    version="0.1.0+abc",
    hash="f00",
    command="hlmsim sensitivity study.yaml",
    figures={},
)


def names(lang: str) -> SweepNames:
    long = "A number whose label is so long that it takes two lines of a screen of eighty columns at the least"
    labels = {"a": "Stigma", "b": long, "c": "Contacts", "d": "Rules", "e": "Noise"}
    scenarios = {"status_quo": "Statu quo", "concertation": "Concertation"}
    return SweepNames({name: FactorName(label) for name, label in labels.items()}, scenarios, lang)


def printed(accounts: list[Account], lang: str) -> str:
    stream = io.StringIO()
    Console(file=stream, width=80).print(sensitivity_view(accounts, names(lang)))
    return stream.getvalue().replace("\N{NO-BREAK SPACE}", " ")


def test_the_direction_is_that_of_the_mean_effect() -> None:
    assert [one.direction for one in ACCOUNT.matters] == ["up", "down", "both", "up", "up"]
    assert matter("a", 0.0).direction == "both"


def test_named_are_the_first_ones_that_matter_beyond_chance() -> None:
    assert [one.factor for one in ACCOUNT.first] == ["a", "b", "c", "d"]
    unclear = replace(matter("x", 0.1, 0.5), clear=False)
    assert account(unclear).first == (unclear,)
    assert not account(matter("x", 0.1, 0.05, clear=False)).moved
    assert len(account(*(matter(name, 0.1) for name in "abcdefgh")).first) == SHOWN


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_screen_has_eighty_columns_whatever_the_labels(lang: str) -> None:
    shown = printed([ACCOUNT, replace(ACCOUNT, contrast="concertation")], lang)
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert re.search(r"1\. Stigma .* 62 ?% .*\[52.*72\].* 37 ?% .*↑", shown)
    assert re.search(r"4\. Rules +↑", shown)
    assert "Noise" not in shown
    assert {"en": "effect of “Concertation”", "fr": "effet de « Concertation »"}[lang] in shown


def test_shares_stay_between_nothing_and_all() -> None:
    assert share(-0.02, "en") == "0%"
    assert share(1.07, "en") == "100%"
    assert share(NAN, "en") == "—"
    assert interval(-0.1, 1.4, "en") == "[0, 100]"
    assert interval(0.316, 0.804, "fr") == "[32\N{NO-BREAK SPACE}; 80]"
    assert interval(NAN, NAN, "fr") == "—"


def test_remarks_say_what_is_chance() -> None:
    assert "12%" in remarks(ACCOUNT, "en")[0]
    assert "± 3.4" in remarks(ACCOUNT, "en")[1].replace("\N{NO-BREAK SPACE}", " ")
    assert "unknown" in remarks(replace(ACCOUNT, noise=NAN), "en")[0]
    assert "could be chance alone (97%" in remarks(replace(ACCOUNT, noise=0.97, deviation=NAN), "en")[0]
    still = account(matter("x", 0.1, clear=False), deviation=NAN)
    assert remarks(still, "fr") == ["Le seul nombre examiné ne fait pas bouger ce résultat au-delà du hasard."]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_it_all(lang: str) -> None:
    page = sensitivity_page(
        replace(INQUIRY, figures={"service_access": "x.png", "sobol": "y.png"}), [ACCOUNT], names(lang)
    )
    assert page.startswith("# Title\n\n## Question\n\nWhat?\n\n## ")
    assert "](x.png)" in page
    assert page.index("](y.png)") > page.index("](x.png)")
    assert "- Stigma (`a`)" in page
    assert "```\nhlmsim sensitivity study.yaml\n```" in page
    for number in ("12", "64", "72", "320", "312", "f00"):
        assert number in page
    assert "| 4. Rules |  |  |  | ↑" in page
    assert page.endswith("f00.\n")
    assert "x.png" not in sensitivity_page(INQUIRY, [ACCOUNT], names(lang))


def test_the_same_numbers_give_the_same_page() -> None:
    assert sensitivity_page(INQUIRY, [ACCOUNT], names("fr")) == sensitivity_page(INQUIRY, [ACCOUNT], names("fr"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_cloud_numbers_the_largest_and_tells_by_shape(lang: str) -> None:
    figure = morris_figure(ACCOUNT, names(lang))
    cloud, key = figure.axes
    assert [line.get_marker() for line in cloud.get_lines()[1:]] == ["x", "o", "o"]
    assert {text.get_text() for text in cloud.texts} >= {"1", "2", "3", "4"}
    assert "1. Stigma" in key.texts[0].get_text()
    assert "Noise" not in key.texts[0].get_text()
    assert rendered(figure, "png")[:4] == b"\x89PNG"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bars_have_intervals_within_the_axis(lang: str) -> None:
    still = account(matter("a", 0.1, 0.01, clear=False), contrast="concertation")
    figure = sobol_figure([ACCOUNT, still], names(lang))
    (panel,) = figure.axes
    assert [round(bar.get_width()) for bar in panel.patches] == [62, 31, 2, 37, 19, 1]
    assert len({bar.get_hatch() for bar in panel.patches}) == 2
    ends = [float(end) for line in panel.get_lines() for end in line.get_xdata()]  # type: ignore[union-attr]
    assert 0.0 <= min(ends) <= max(ends) <= 100.0
    assert rendered(figure, "svg")
