"""What a person should know of a results folder that is opened: how much of it is there, and who made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from hlmsim.runs.intact import command_of
from hlmsim.runs.provenance import model_version

if TYPE_CHECKING:
    from hlmsim.runs.results import Results


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark, as a code and facts. runs_missing: ``present``, ``count`` (asked), ``command``. runs_failed: ``count``.
    other_version, other_model: ``stored``, ``installed``.
    """

    code: str
    facts: Mapping[str, Any]


def remarks_of(results: Results) -> list[Remark]:
    """All that there is to know; nothing of a folder that this hlmsim has finished."""
    return [*_absence(results), *_makers(results.manifest)]


def _absence(results: Results) -> Iterator[Remark]:
    lacking = set(results.missing)
    if lacking:
        count = results.promised
        facts = {"present": count - len(lacking), "count": count, "command": command_of(results.manifest)}
        yield Remark("runs_missing", facts)
        failed = sum(failure.run in lacking for failure in results.failures)
        if failed:
            yield Remark("runs_failed", {"count": failed})


def _makers(manifest: Mapping[str, Any]) -> Iterator[Remark]:
    said = manifest.get("versions", {})
    for code, name, installed in (
        ("other_version", "hlmsim", version("hlmsim")),
        ("other_model", "model", model_version()),
    ):
        stored = said.get(name)
        if stored is not None and stored != installed:
            yield Remark(code, {"stored": stored, "installed": installed})
