"""Sentences by key and language, read from TOML files on first use."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hlmsim.locales.language import LANGUAGES
from hlmsim.locales.numbers import show, singular

FOLDER = Path(__file__).parent
NO_BREAK = "\N{NO-BREAK SPACE}"

__all__ = ["FOLDER", "LANGUAGES", "MissingTextError", "blanks", "has", "said", "sentences", "text", "topics", "typeset"]


class MissingTextError(LookupError):
    """No sentence under this key, or a blank without its fact: a fault of the program, not of the person."""


def text(key: str, lang: str, /, **facts: Any) -> str:
    """The sentence under ``key`` in ``lang``, its blanks filled with ``facts`` written as that language writes them.

    A key with the two forms ``one`` and ``other`` chooses by the fact ``count``; other counts bring their noun,
    ``{weeks:week|weeks}``.
    """
    topic, _, place = key.partition(".")
    known = sentences(topic, lang)
    sentence = known.get(place)
    if sentence is None and "count" in facts:
        sentence = known.get(f"{place}.one" if singular(facts["count"], lang) else f"{place}.other")
    if sentence is None:
        raise MissingTextError(f"{lang}: {key}")
    try:
        return _Filler(lang).vformat(sentence, (), facts)
    except (KeyError, IndexError, ValueError) as problem:
        raise MissingTextError(f"{lang}: {key}: {problem}") from problem


def said(both: Mapping[str, str], lang: str) -> str:
    """A text that a file gives in both languages, set as the language sets its spaces."""
    return typeset(both[lang]) if lang == "fr" else both[lang]


def has(key: str, lang: str) -> bool:
    """Whether there is a sentence under ``key``."""
    topic, _, place = key.partition(".")
    return place in sentences(topic, lang)


@cache
def sentences(topic: str, lang: str) -> Mapping[str, str]:
    """Every sentence of a topic: ``errors`` is ``errors.toml`` and every ``*_errors.toml``."""
    found: dict[str, str] = {}
    for file in _files(topic, lang):
        with file.open("rb") as stream:
            found.update(_flat(tomllib.load(stream)))
    return {key: typeset(sentence) if lang == "fr" else sentence for key, sentence in found.items()}


def topics(lang: str) -> tuple[str, ...]:
    """Every topic, from the names of the files."""
    return tuple(sorted({file.stem.rpartition("_")[2] for file in (FOLDER / lang).glob("*.toml")}))


def blanks(sentence: str) -> frozenset[str]:
    """Names of the blanks of a sentence."""
    fields = (name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)
    return frozenset(re.split(r"[.\[]", name)[0] for name in fields)


def _files(topic: str, lang: str) -> list[Path]:
    folder = FOLDER / lang
    return [file for file in (folder / f"{topic}.toml", *sorted(folder.glob(f"*_{topic}.toml"))) if file.exists()]


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def typeset(sentence: str) -> str:
    """The spaces of Québec: one that does not break inside « » and before : and %, none before ; ! and ?"""
    sentence = re.sub(rf"[ {NO_BREAK}](?=[;!?])", "", sentence)
    sentence = re.sub(r" (?=[:%»])", NO_BREAK, sentence)
    return sentence.replace("« ", f"«{NO_BREAK}")


class _Filler(string.Formatter):
    """Fills blanks in the way of a language; ``{share:percent}``, ``{count:integer}`` and ``{values:or}`` say how."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        return show(value, format_spec, self.lang)
