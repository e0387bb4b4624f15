"""Is a results folder what it says it is? Its files, its runs, and some of them made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlmsim.errors import InputError, RunError, ScenarioError
from hlmsim.runs.asked import Asked
from hlmsim.runs.crate import CRATE, crate_text
from hlmsim.runs.intact import has_other_line_ends
from hlmsim.runs.ledger.failures import read_failures
from hlmsim.runs.ledger.store import Store
from hlmsim.runs.ledger.tables import TABLES, tables
from hlmsim.runs.manifest import MANIFEST
from hlmsim.runs.one import RunResult
from hlmsim.runs.provenance import hashes, model_version, versions

NAMED = 10
"""So many runs or columns are named; the count says how many there are."""

Progress = Callable[[int, int], None]
"""Called with how many runs have been made again, and how many are to be."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as the folder says (grave), or that the reader should know. The facts of each code:

    file_missing, file_changed, file_line_ends, file_unexpected: ``file``. parts_left: ``count``, of parts that wait to
    be sorted: the batch was not finished. tables_damaged: ``folder``, ``reason``. scenario_changed,
    scenario_unreadable: ``scenario``, ``file``, ``reason``. sweep_unreadable: ``reason``. key_wrong, run_missing,
    run_failed: ``count``, ``runs`` (the first ones). other_model: ``stored``, ``installed``. rerun_refused: the same.
    other_versions: ``names``, ``stored``, ``installed`` (lists of the same length). rerun_differs: ``run``, ``table``,
    ``count``, ``columns`` (the first). rerun_failed: ``run``, ``kind``, ``message``. Reasons and messages may be errors
    of hlmsim, to be put into words.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Verification:
    """What was looked at, and what was found.

    files: hashed. asked, kept, failed: runs; kept counts those whose key is right. remade: runs made again that equal
    what is kept, to the last bit.
    """

    folder: Path
    kind: str
    files: int
    asked: int
    kept: int
    failed: int
    remade: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as the folder says."""
        return not any(finding.grave for finding in self.findings)


def verify(folder: str | Path, *, rerun: int = 0, seed: int = 1, progress: Progress = lambda *_: None) -> Verification:
    """Look at every file and every run of a results folder, and make some of its runs again.

    rerun: how many, spread over cases and replicates; ``seed`` says which. Raises InputError if it is no results
    folder.
    """
    asked = Asked.of(Path(folder))
    findings = [*_files(asked), *_parts(asked), *_model(asked, rerun), *_scenarios(asked)]
    runs = _Runs(asked, findings)
    remade: tuple[str, ...] = ()
    if rerun and asked.model == model_version():
        remade = tuple(_remade(asked, runs.picked(rerun, seed), findings, progress))
    return Verification(
        folder=asked.folder,
        kind=asked.kind,
        files=len(asked.manifest["files"]),
        asked=runs.kept.size,
        kept=int(runs.kept.sum()),
        failed=runs.failed,
        remade=remade,
        findings=tuple(findings),
    )


def _files(asked: Asked) -> Iterator[Finding]:
    """Every file against its hash; the crate, which tells their sizes, once they are right."""
    said, found = asked.manifest["files"], hashes(asked.folder, afresh=True)
    for file in sorted(said.keys() | found.keys()):
        if file not in found:
            yield Finding("file_missing", {"file": file})
        elif file not in said:
            yield Finding("file_unexpected", {"file": file}, grave=file.startswith("runs/"))
        elif found[file] != said[file]:
            same = has_other_line_ends(asked.folder / file, said[file])
            yield Finding("file_line_ends" if same else "file_changed", {"file": file}, grave=not same)
    crate = asked.folder / CRATE
    if not crate.exists():
        yield Finding("file_missing", {"file": CRATE})
    elif all(found.get(file) == digest for file, digest in said.items()) and not _follows(crate, asked.manifest):
        yield Finding("file_changed", {"file": CRATE})


def _follows(crate: Path, manifest: Mapping[str, Any]) -> bool:
    said = crate.read_text(encoding="utf-8", errors="replace")
    return said == crate_text(crate.parent, manifest, MANIFEST)


def _parts(asked: Asked) -> Iterator[Finding]:
    parts = asked.folder / "runs" / "parts"
    count = sum(1 for _ in parts.iterdir()) if parts.exists() else 0
    if count:
        yield Finding("parts_left", {"count": count})


def _model(asked: Asked, rerun: int) -> Iterator[Finding]:
    """Who would make the runs again: the same model, on the same libraries?"""
    models = {"stored": asked.model, "installed": model_version()}
    if asked.model != model_version():
        yield Finding("rerun_refused", models) if rerun else Finding("other_model", models, grave=False)
    before, now = asked.manifest["versions"], versions()
    names = [name for name in now if name not in {"model", "commit"} and before.get(name) != now[name]]
    if names:
        facts = {"stored": [before.get(name) or "" for name in names], "installed": [now[name] or "" for name in names]}
        yield Finding("other_versions", {"names": names, **facts}, grave=False)


def _scenarios(asked: Asked) -> Iterator[Finding]:
    """Every scenario against its hash. Another version of the model may not read what this one has written."""
    same = asked.model == model_version()
    for name, digest in asked.scenarios.items():
        file = asked.scenario_file(name)
        facts = {"scenario": name, "file": file.relative_to(asked.folder).as_posix()}
        try:
            found = asked.scenario(name).hash
        except ScenarioError as problem:
            yield Finding("scenario_unreadable", {**facts, "reason": problem}, grave=same)
        else:
            if found != digest:
                yield Finding("scenario_changed", facts, grave=same)
    try:
        _ = asked.cases
    except ScenarioError as problem:
        yield Finding("sweep_unreadable", {"reason": problem}, grave=same)


class _Runs:
    """Every run: is it there, under the key that follows from what was asked? What is wrong joins the findings."""

    def __init__(self, asked: Asked, findings: list[Finding]) -> None:
        self.asked = asked
        self.names = () if any(finding.code == "sweep_unreadable" for finding in findings) else tuple(asked.cases)
        self.kept: NDArray[np.bool_] = np.zeros((len(self.names), asked.replicates), dtype=np.bool_)
        self._wrong: set[tuple[int, int]] = set()
        for folder in asked.folders:
            try:
                self._look(folder)
            except RunError as problem:
                findings.append(Finding(problem.code, problem.facts))
        findings += self._findings()

    def picked(self, count: int, seed: int) -> list[tuple[str, int]]:
        """So many of the runs that are kept, one from each stretch of them."""
        runs = np.argwhere(self.kept)
        count = min(count, len(runs))
        luck = np.random.default_rng(seed).random(count)
        places = ((np.arange(count) + luck) * len(runs) / max(1, count)).astype(np.int64)
        return [(self.names[case], int(replicate)) for case, replicate in runs[places]]

    def _look(self, folder: str) -> None:
        places = {name: place for place, name in enumerate(self.names)}
        for names, replicates, keys in Store(self.asked.folder).kept(folder).identities():
            for name, replicate, key in zip(names, replicates, keys, strict=True):
                place = places.get(name)
                if place is None or replicate >= self.asked.replicates:
                    continue
                if key == self.asked.key(name, replicate):
                    self.kept[place, replicate] = True
                else:
                    self._wrong.add((place, replicate))

    def _findings(self) -> Iterator[Finding]:
        wrong = sorted(run for run in self._wrong if not self.kept[run])
        failed = {failure.run for failure in read_failures(self.asked.folder)}
        lacking = [(int(case), int(replicate)) for case, replicate in np.argwhere(~self.kept)]
        missing = [run for run in lacking if run not in self._wrong and self._called(run) not in failed]
        excused = [run for run in lacking if self._called(run) in failed]
        self.failed = len(excused)
        for code, runs in (("key_wrong", wrong), ("run_missing", missing), ("run_failed", excused)):
            if runs:
                facts = {"count": len(runs), "runs": [self._called(run) for run in runs[:NAMED]]}
                yield Finding(code, facts, grave=code != "run_failed")

    def _called(self, run: tuple[int, int]) -> str:
        return f"{self.names[run[0]]}/{run[1]}"


def _remade(
    asked: Asked, picked: Sequence[tuple[str, int]], findings: list[Finding], progress: Progress
) -> Iterator[str]:
    """The runs that come out as they are kept; the others join the findings."""
    progress(0, len(picked))
    for done, (name, replicate) in enumerate(picked, 1):
        called = f"{name}/{replicate}"
        try:
            differences = list(_differences(asked, asked.make(asked.case(name), replicate)))
        except (RunError, ScenarioError, InputError) as problem:
            told = (
                problem.facts if problem.code == "run_failed" else {"kind": type(problem).__name__, "message": problem}
            )
            findings.append(Finding("rerun_failed", {"run": called, "kind": told["kind"], "message": told["message"]}))
        else:
            findings += differences
            if not differences:
                yield called
        progress(done, len(picked))


def _differences(asked: Asked, made: RunResult) -> Iterator[Finding]:
    """Where a run differs from what is kept of it, table by table."""
    again = tables([made])
    for table in TABLES:
        kept = _stored(asked, made, table)
        names = [*again[table].schema.names, *(set(kept.schema.names) - set(again[table].schema.names))]
        columns = [name for name in names if not _same(again[table], kept, name)]
        if columns:
            facts = {"run": f"{made.scenario}/{made.replicate}", "table": table, "count": len(columns)}
            yield Finding("rerun_differs", {**facts, "columns": columns[:NAMED]})


def _stored(asked: Asked, made: RunResult, table: str) -> Any:
    """What is kept of a run. Some shelf has it, since it was found there."""
    store, place = Store(asked.folder), made.replicate
    found = (
        store.read(shelf, table, names={made.scenario}, first=place, replicates=place + 1) for shelf in asked.folders
    )
    return next(some for some in found if some is not None)


def _same(one: Any, other: Any, name: str) -> bool:
    """Whether a column is the same in both, to the last bit; undefined equals undefined."""
    if name not in one.schema.names or name not in other.schema.names:
        return False
    first, second = (table[name].combine_chunks() for table in (one, other))
    if name in {"scenario", "scenario_hash", "group", "key"}:
        return bool(first.to_pylist() == second.to_pylist())
    left, right = (column.to_numpy(zero_copy_only=False) for column in (first, second))
    return bool(left.dtype == right.dtype and left.tobytes() == right.tobytes())
