"""Both languages say everything, with the same blanks."""

import string

import pytest

from hlmsim.locales import LANGUAGES
from hlmsim.locales.catalogue import blanks, sentences, topics
from tests.parity import (
    Problem,
    error_keys,
    event_keys,
    missing,
    outcome_keys,
    parameter_keys,
    parity,
    text_keys,
    word_keys,
)


def test_both_languages_have_the_same_keys_and_blanks() -> None:
    assert parity() == []


@pytest.mark.parametrize(
    "keys", [outcome_keys, parameter_keys, event_keys, word_keys, error_keys, text_keys], ids=lambda keys: keys.__name__
)
def test_everything_named_by_the_program_has_its_sentence(keys) -> None:
    assert missing(keys()) == []


def test_the_source_is_really_read() -> None:
    assert "errors.usage.no_such_command" in set(error_keys())
    assert "cli.common.crash" in set(text_keys())


def test_a_missing_sentence_is_found_in_each_language() -> None:
    assert missing(["words.no_such_word"]) == [Problem("missing", lang, "words.no_such_word") for lang in LANGUAGES]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_well_formed(lang: str) -> None:
    for topic in topics(lang):
        for key, sentence in sentences(topic, lang).items():
            assert sentence.strip(), f"{topic}.{key}"
            list(string.Formatter().parse(sentence))
            assert all(name.isidentifier() for name in blanks(sentence)), f"{topic}.{key}"


@pytest.mark.parametrize("topic", topics("fr"))
def test_french_typography(topic: str) -> None:
    for key, sentence in sentences(topic, "fr").items():
        assert "'" not in sentence.replace("--", "") or topic in {"parameters", "errors"}, (
            f"{topic}.{key}: straight apostrophe"
        )
        assert not any(loose in sentence for loose in (" :", "« ", " »")), f"{topic}.{key}: breaking space"
