"""Are the two languages complete, and the same? Used by the tests; every problem found, none repaired."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hlmsim.locales
from hlmsim.locales.catalogue import LANGUAGES, blanks, has, sentences, topics

PACKAGE = Path(hlmsim.locales.__file__).parents[1]
_RAISED = {"Fault", "HlmsimError", "InputError", "RunError", "SnapshotError"}
_USAGE = {"BadUsageError", "BadValueError"}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """kind: "missing", "extra" or "blanks"; the key, in one language."""

    kind: str
    lang: str
    key: str


def parity() -> list[Problem]:
    """Keys and blanks that one language has and the other has not."""
    first, second = LANGUAGES
    problems = []
    for topic in sorted({*topics(first), *topics(second)}):
        ours, theirs = sentences(topic, first), sentences(topic, second)
        problems += [Problem("missing", second, f"{topic}.{key}") for key in ours.keys() - theirs.keys()]
        problems += [Problem("missing", first, f"{topic}.{key}") for key in theirs.keys() - ours.keys()]
        shared = ours.keys() & theirs.keys()
        problems += [
            Problem("blanks", second, f"{topic}.{key}") for key in shared if blanks(ours[key]) != blanks(theirs[key])
        ]
    return sorted(problems)


def missing(keys: Iterator[str] | list[str]) -> list[Problem]:
    """Keys without a sentence in either language, singular and plural forms counting as one."""
    wanted = sorted(set(keys))
    return [
        Problem("missing", lang, key)
        for key in wanted
        for lang in LANGUAGES
        if not (has(key, lang) or has(f"{key}.other", lang))
    ]


def outcome_keys() -> Iterator[str]:
    """What every outcome needs."""
    from hlmsim.model.outcomes import OUTCOMES

    for outcome in OUTCOMES:
        for part in ("label", "short", "unit", "meaning"):
            yield f"outcomes.{outcome.name}.{part}"


def parameter_keys() -> Iterator[str]:
    """What every parameter needs: what it means, and its unit."""
    from hlmsim.model.week import PARAMETERS

    for parameter in PARAMETERS:
        yield f"parameters.{parameter.path}"
        yield f"parameters.label.{parameter.path}"
        yield f"words.kind.{parameter.kind.name}"


def event_keys() -> Iterator[str]:
    """What happens, in words."""
    from hlmsim.model.tables import JOURNAL_ENTRIES

    for entry in JOURNAL_ENTRIES:
        yield f"events.{entry}"


def word_keys() -> Iterator[str]:
    """Words of the closed lists of the model."""
    from hlmsim.model import names

    lists = {
        "household_type": names.HOUSEHOLD_TYPES,
        "language_group": names.LANGUAGE_GROUPS,
        "domain": names.DOMAINS,
        "partner_kind": names.PARTNER_KINDS,
        "action": names.ACTIONS,
        "referral": names.REFERRALS,
        "governance": names.GOVERNANCE,
        "action_rule": names.ACTION_RULES,
        "trigger": names.TRIGGERS,
        "hours_use": names.HOURS_USES,
        "scheduled_event": names.EVENTS,
        "living_conditions": names.LIVING_CONDITIONS,
    }
    for kind, words in lists.items():
        for word in words:
            yield f"words.{kind}.{word}"


def error_keys() -> Iterator[str]:
    """Every error code that the package's source names, found by reading the source."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
                name, code = _name(call.func), call.args[0].value
                if isinstance(code, str) and name in _RAISED:
                    yield f"errors.{code}"
                elif isinstance(code, str) and name in _USAGE:
                    yield f"errors.usage.{code}"
                elif isinstance(code, str) and _collects_faults(call.func):
                    yield f"errors.{code}"
                    if name == "unknown":
                        yield f"errors.{code}_near"


def text_keys() -> Iterator[str]:
    """Every key that the package's source asks for in so many words."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _name(call.func) in {"text", "remark", "result"} and call.args:
                key = call.args[0]
                if isinstance(key, ast.Constant) and isinstance(key.value, str) and "." in key.value:
                    yield key.value


def _collects_faults(function: ast.expr) -> bool:
    """Whether this is a method of a collection of faults: ``faults.add``, ``self.faults.unknown``…"""
    return isinstance(function, ast.Attribute) and _name(function.value).endswith("faults")


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
