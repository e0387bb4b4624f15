"""Sentences by key: filled, plural, never guessed."""

import pytest

from hlmsim.errors import Fault, InputError, ScenarioError
from hlmsim.locales import LANGUAGES, MissingTextError, error, fault, has, system_language, text
from hlmsim.locales.catalogue import topics

NB = "\N{NO-BREAK SPACE}"


def test_blanks_are_filled_in_the_way_of_the_language() -> None:
    assert (
        text("cli.batch.done", "fr", count=12000, seconds=75) == f"12{NB}000 simulations faites en 1{NB}min{NB}15{NB}s."
    )
    assert text("cli.batch.done", "en", count=12000, seconds=75) == f"12,000 simulations done in 1{NB}min{NB}15{NB}s."


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [(0, "0 faute.", "0 faults."), (1, "1 faute.", "1 fault."), (2, "2 fautes.", "2 faults.")],
)
def test_plurals(count: int, french: str, english: str) -> None:
    assert text("cli.check.faulty", "fr", count=count) == french
    assert text("cli.check.faulty", "en", count=count) == english


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", ["cli.no.such.key", "nothing.at.all", "cli", "cli.check"])
def test_a_missing_key_is_an_error(key: str, lang: str) -> None:
    with pytest.raises(MissingTextError):
        text(key, lang)
    assert not has(key, lang)


def test_a_blank_without_its_fact_is_an_error() -> None:
    with pytest.raises(MissingTextError):
        text("cli.batch.done", "fr", count=1)


def test_both_languages_have_the_same_files() -> None:
    assert topics("fr") == topics("en")


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({}, "en"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_CA.UTF-8", "LC_ALL": "en_CA.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR"}, "fr"),
        ({"LANG": "C", "HLMSIM_LANG": "fr"}, "fr"),
        ({"LANG": "fr_CA", "LC_ALL": ""}, "fr"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_of_the_system(environ: dict[str, str], lang: str) -> None:
    assert system_language(environ) == lang


def test_a_fault_says_where_then_what(monkeypatch, tmp_path) -> None:
    monkeypatch.chdir(tmp_path)
    found = Fault("usage.nothing_under", {}, str(tmp_path / "a.yaml"), 12, 5, "levers.turnover")
    assert fault(found, "en") == "a.yaml:12:5: levers.turnover — no parameter under levers.turnover."
    assert fault(Fault("usage.other", {"message": "x"}), "fr") == "x"


def test_errors_become_sentences_and_faults_become_lines() -> None:
    assert error(InputError("usage.file_exists", file="a.yaml"), "fr").startswith("a.yaml existe déjà")
    faults = [Fault("usage.other", {"message": word}, "f.yaml", line, 1) for line, word in enumerate(("one", "two"), 1)]
    assert error(ScenarioError(faults), "en") == "f.yaml:1:1: one\nf.yaml:2:1: two"
