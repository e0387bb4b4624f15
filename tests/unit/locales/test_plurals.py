"""Every count in every sentence agrees with its noun: 0 and 1 are singular in French, 1 in English."""

from __future__ import annotations

import re

import pytest

from hlmsim.locales import LANGUAGES, text
from hlmsim.locales.catalogue import blanks, sentences, topics

NB = "\N{NO-BREAK SPACE}"
NO_NOUNS = {
    "en": "is has as its this was does less plus always unless moves follows succeeds takes needs draws exists comes "
    "tells holds serves weighs differs asks stands searches means gives waits replays in crisis Morris covers pts",
    "fr": "pas dans sous plus sans des les ses vers hors mais puis fois cas temps après moins près plusieurs deux tous "
    "celles telles pts",
}
"""Words in s or x after a number that are no plurals of it."""

ADJECTIVES = ("other", "new", "more", "working", "plausible", "uncertain", "independent", "simulated", "base", "paid")
"""Alike for one and for several, in English."""

NEVER_ONE = ("most", "limit")
_FORMS = re.compile(r"\{\w+:(~?)([^|{}]+)\|([^{}]+)\}")


def _keys(lang: str) -> list[str]:
    """Every sentence, its two forms by count as one."""
    found = {f"{topic}.{key}" for topic in topics(lang) for key in sentences(topic, lang)}
    bases = {key.removesuffix(".one") for key in found if key.endswith(".one")}
    counted = {base for base in bases if f"{base}.other" in found}
    return sorted(counted | {key for key in found if key.removesuffix(".one").removesuffix(".other") not in counted})


def _blanks(key: str, lang: str) -> set[str]:
    topic, _, place = key.partition(".")
    known = sentences(topic, lang)
    return {name for end in ("", ".one", ".other") for name in blanks(known.get(f"{place}{end}", ""))}


def _said(key: str, lang: str, count: int) -> str:
    lists = set(re.findall(r"\{(\w+):(?:and|or)\}", _written(key, lang)))
    facts = {name: ["x"] if name in lists else count for name in {*_blanks(key, lang), "count"} - set(NEVER_ONE)}
    facts |= dict.fromkeys(NEVER_ONE, 60) | dict.fromkeys(("file", "folder"), "x")
    return text(key, lang, **facts).replace(NB, " ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_is_never_followed_by_a_plural(lang: str) -> None:
    counts = (0, 1) if lang == "fr" else (1,)
    allowed = set(NO_NOUNS[lang].split())
    wrong = []
    for key in _keys(lang):
        for count in counts:
            said = _said(key, lang, count)
            wrong += [
                f"{key}: {found[0]}"
                for found in re.finditer(rf"(?<![\w.,]){count} (?:[^\W\d_]+ )?([^\W\d_]+[sx])\b", said)
                if not allowed & set(found[0].split())
            ]
    assert wrong == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_several_are_never_followed_by_a_singular(lang: str) -> None:
    singulars = {
        one.split()[0] for key in _keys(lang) for mark, one, many in _FORMS.findall(_written(key, lang)) if not mark
    }
    assert len(singulars) > 20
    plain = {word for word in singulars if not word.endswith(("s", "x"))} - set(ADJECTIVES)
    wrong = [
        f"{key}: {found[0]}"
        for key in _keys(lang)
        for count in ((2,) if lang == "fr" else (0, 2))
        for found in re.finditer(rf"(?<![\w.,]){count} ([^\W\d_]+)\b", _said(key, lang, count))
        if found[1] in plain
    ]
    assert wrong == []


def _written(key: str, lang: str) -> str:
    topic, _, place = key.partition(".")
    return " ".join(sentences(topic, lang).get(f"{place}{end}", "") for end in ("", ".one", ".other"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_leaves_the_choice_to_the_reader(lang: str) -> None:
    assert [key for key in _keys(lang) if re.search(r"\w\((?:s|x|es|e|ne)\)", _written(key, lang))] == []


def test_a_count_brings_its_noun() -> None:
    assert _said("cli.show.horizon", "en", 1) == "Horizon: 1 week, 1 of them burn-in."
    assert _said("cli.show.horizon", "en", 0).startswith("Horizon: 0 weeks")
    assert _said("cli.show.horizon", "fr", 0).startswith("Horizon : 0 semaine,")
    assert text("cli.show.horizon", "fr", weeks=12000, burn_in=52).startswith(f"Horizon{NB}: 12{NB}000 semaines")
