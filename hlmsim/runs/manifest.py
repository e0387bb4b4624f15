"""The manifest of a results folder, read: of a schema that is known, and as hlmsim wrote it.

``hash`` is the SHA-256 of the manifest itself without that field: its JSON in UTF-8, keys sorted, no spaces. What
carries the right one is taken as it stands. What carries none was written by an earlier hlmsim, or has lost it: then
every key and value is looked at.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from hlmsim.errors import Fault, InputError, ScenarioError
from hlmsim.scenario.envelope import JSON, Kind, declared, text_of
from hlmsim.scenario.envelope import SCHEMA as ENVELOPE_SCHEMA
from hlmsim.scenario.faults import Faults
from hlmsim.scenario.inputs import remembered

MANIFEST = "manifest.json"
KIND = declared(Kind("manifest", JSON, most_bytes=500_000_000))
SCHEMA = KIND.newest
HASH = "hash"
MOST_FAULTS = 20
"""So many faults of one manifest are told."""

_OURS = {HASH, "kind", "versions", "study_seed"}
"""A manifest without any of these keys is that of something else."""

type State = tuple[int, int, int]


def signed(content: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest with its own hash."""
    plain = {key: value for key, value in content.items() if key != HASH}
    return {**plain, HASH: own_hash(plain)}


def own_hash(content: Mapping[str, Any]) -> str:
    """The hash of a manifest, whatever its field ``hash`` says."""
    plain = {key: value for key, value in content.items() if key != HASH}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_whole(content: Mapping[str, Any] | None) -> bool:
    """Whether a manifest is there and as it was written, as far as it can say: the first version's had no hash."""
    return content is not None and content.get(HASH, own_hash(content)) == own_hash(content)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a results folder.

    Raises InputError if there is none; ScenarioError, with places, if a newer hlmsim made it, or it is not as it was
    written.
    """
    file = folder / MANIFEST
    try:
        found = file.stat()
        state = (found.st_ino, found.st_size, found.st_mtime_ns)
        content: dict[str, Any] = json.loads(_sound_text(file.resolve(), file, state))
        return content
    except OSError as problem:
        raise InputError("not_a_results_folder", folder=str(folder), file=MANIFEST) from problem


def manifest_as_found(folder: Path) -> dict[str, Any] | None:
    """The manifest if it can be used, whoever changed it since; None if it is missing or damaged.

    Raises ScenarioError if a newer hlmsim made it: nothing of it may be replaced.
    """
    file = folder / MANIFEST
    try:
        text = file.read_text(encoding="utf-8-sig")
        content = _parsed(text)
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(content, dict):
        return None
    _refuse_newer(file, text, content)
    from hlmsim.runs.manifest_schema import problems_of

    return content if own_hash(content) == content.get(HASH) or not any(problems_of(content)) else None


@functools.lru_cache(maxsize=64)
def _sound_text(place: Path, file: Path, state: State) -> str:  # noqa: ARG001 - place and state make the key
    """The text of a manifest that is as it was written."""
    faults = Faults()
    with remembered():
        text = text_of(KIND, file, faults)
    if text is None:
        raise ScenarioError(faults.found)
    try:
        content = _parsed(text)
    except json.JSONDecodeError as problem:
        raise _unreadable(file, problem.lineno, problem.colno) from problem
    except (ValueError, RecursionError) as problem:
        raise _unreadable(file, 1, 1) from problem
    if not isinstance(content, dict) or not content.keys() & _OURS:
        raise InputError("not_a_results_folder", folder=str(file.parent), file=MANIFEST)
    _refuse_newer(file, text, content)
    if own_hash(content) != content.get(HASH):
        _refuse_changed(file, text, content)
    return text


def _unreadable(file: Path, line: int, column: int) -> ScenarioError:
    return ScenarioError([Fault(code, {}, str(file), line, column) for code in ("json_syntax", "manifest_changed")])


def _refuse_newer(file: Path, text: str, content: Mapping[str, Any]) -> None:
    schema = content.get(ENVELOPE_SCHEMA)
    if isinstance(schema, int) and schema > SCHEMA:
        facts = {"found": str(schema), "known": SCHEMA}
        line, column = _place(text, [ENVELOPE_SCHEMA])
        raise ScenarioError([Fault("schema_newer", facts, str(file), line, column, ENVELOPE_SCHEMA)])


def _refuse_changed(file: Path, text: str, content: Mapping[str, Any]) -> None:
    """Raise ScenarioError for a manifest that is not as it was written."""
    from hlmsim.runs.manifest_schema import problems_of

    faults = []
    for code, path, facts in problems_of(content):
        line, column = _place(text, path)
        faults.append(Fault(code, facts, str(file), line, column, ".".join(map(str, path)) or None))
    if HASH in content:
        line, column = _place(text, [HASH])
        faults.append(Fault("manifest_changed", {}, str(file), line, column, HASH))
    if faults:
        faults.sort(key=lambda one: (one.line or 0, one.column or 0))
        raise ScenarioError(faults[:MOST_FAULTS])


def _parsed(text: str) -> Any:
    """JSON without what JSON does not have, and no key twice."""
    return json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _place(text: str, path: Sequence[str | int]) -> tuple[int, int]:
    """Line and column of a value of a JSON text, or of what it should stand in."""
    import yaml

    try:
        node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return 1, 1
    for step in path:
        node = next(_below(node, step), node)
    mark = node.start_mark
    return mark.line + 1, mark.column + 1


def _below(node: Any, step: str | int) -> Iterator[Any]:
    import yaml

    if isinstance(node, yaml.MappingNode):
        yield from (value for key, value in node.value if key.value == str(step))
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        yield node.value[step]
