"""In which worlds a lever fails, in words of both languages."""

from __future__ import annotations

import math

import pytest

from hlmsim.analysis.discovery import Discovery, Limit
from hlmsim.analysis.failing import COLUMNS, Failing, failing_table
from hlmsim.interface.number_labels import number_label
from hlmsim.locales import LANGUAGES
from hlmsim.report.failing import section, sentence
from hlmsim.report.findings import FactorName, SweepNames
from hlmsim.scenario import load

NAN = math.nan
LIMITS = (Limit("a.b", NAN, 0.312345, 0.001), Limit("c.d", 2.0, NAN, 0.01), Limit("e.f", 0.1, 0.9, 0.02))
BOX = Discovery("found", 200, 46, LIMITS, 0.7, 0.6, 0.25, 0.01)
LABELS = {"a.b": "Stigma", "c.d": "Contacts", "e.f": "Rules"}


def names(lang: str) -> SweepNames:
    return SweepNames({"meetings": FactorName("Meetings", "weeks")}, {}, lang)


def said(found: Discovery, lang: str) -> str:
    one = Failing("service_access", "meetings", "4", "12", found)
    return sentence(one, names(lang), LABELS).replace("\N{NO-BREAK SPACE}", " ")


def test_a_box_is_said_with_its_limits_and_shares() -> None:
    assert said(BOX, "en") == (
        "Service access – Meetings, 12 → 4: fails in 46 worlds of 200, mostly where “Stigma” ≤ 0.312, “Contacts” ≥ 2, "
        "and “Rules” from 0.1 to 0.9 (coverage 70%, density 60%; 25% of the worlds)."
    )
    assert said(BOX, "fr") == (
        "Accès aux services – Meetings, 12 → 4 : échoue dans 46 mondes sur 200, surtout quand « Stigma » ≤ 0,312, "
        "« Contacts » ≥ 2 et « Rules » de 0,1 à 0,9 (couverture 70 %, densité 60 %; 25 % des mondes)."
    )


@pytest.mark.parametrize(
    ("found", "french", "english"),
    [
        (Discovery("nothing", 200, 46, p=0.4), "rien n’a été trouvé", "nothing was found"),
        (Discovery("few_failing", 200, 4), "trop peu pour dire lesquels (il en faut 10)", "(10 are needed)"),
        (Discovery("few_failing", 200, 1), "trop peu pour dire lequel", "fails in 1 world of 200"),
        (Discovery("few_failing", 200, 0), "n’échoue dans aucun des 200", "fails in none of the 200"),
        (Discovery("few_holding", 200, 195), "réussit dans trop peu", "works in too few"),
        (Discovery("few_holding", 200, 200), "échoue dans chacun des 200", "fails in all of the 200"),
        (Discovery("few_worlds", 40, 12), "40 mondes, c’est trop peu", "40 worlds are too few"),
    ],
)
def test_what_was_not_found_is_said_plainly(found: Discovery, french: str, english: str) -> None:
    assert french in said(found, "fr")
    assert english in said(found, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_section_says_how_often_chance_would_do_the_same(lang: str) -> None:
    page = section(["one", "two", "three", "four"], lang)
    assert page.startswith("## ")
    assert "- one\n- two\n" in page
    assert {"en": "about 0.2 of them", "fr": "environ 0,2"}[lang] in page


def test_the_table_has_a_row_a_limit() -> None:
    other = Failing("support", "meetings", "4", "12", Discovery("nothing", 200, 46, p=0.4))
    table = failing_table([Failing("service_access", "meetings", "4", "12", BOX), other])
    assert list(table.columns) == list(COLUMNS)
    assert table["number"].fillna("").tolist() == ["a.b", "c.d", "e.f", ""]
    assert table["coverage"].tolist()[:3] == [0.7] * 3
    assert failing_table([]).empty


@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_have_names(lang: str) -> None:
    base = load("status_quo")
    school = next(partner for partner in base.partners if partner.id == "school")
    assert number_label("partners.school.capacity", base, lang).endswith(school.label[lang])
    assert "." not in number_label("context.needs.arrival.health", base, lang)
