"""From files to scenarios: read the chain, join, assign, validate, check, and keep what the model needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

from hlmsim.errors import InputError, ScenarioError
from hlmsim.model.blueprint import Blueprint
from hlmsim.scenario import inputs, shipped
from hlmsim.scenario.assignments import assign, assign_value, refuse_invisible
from hlmsim.scenario.changes import ChangeContext, read_changes
from hlmsim.scenario.envelope import located
from hlmsim.scenario.extends import OWN, SCENARIO, Chain, chain_of, check_named, read_chain
from hlmsim.scenario.faults import Faults, faulty, in_order, shown
from hlmsim.scenario.files import at_home, wrong_name
from hlmsim.scenario.memory import memory_available, memory_needed
from hlmsim.scenario.partners import read_partners
from hlmsim.scenario.proportions import remark_proportions
from hlmsim.scenario.resolved import Claim, Resolved
from hlmsim.scenario.schema import Horizon, Said, document, expectation
from hlmsim.scenario.site_files import with_site_files
from hlmsim.scenario.sites import read_sites
from hlmsim.scenario.sizing import sized
from hlmsim.scenario.territories import read_territories
from hlmsim.scenario.tree import Node, NotPlainError, Place, planted
from hlmsim.scenario.validation import checked, sound
from hlmsim.scenario.values import check_shares, read_values
from hlmsim.scenario.writing import to_plain, to_tree, to_yaml

WEEKS_OPTION = "--weeks"
FROM_DICT = "from_dict"
LONGEST_NAME = 200
"""Characters of a name given in Python."""
_ABSENT = ("value_missing", "key_missing", "relative_nothing")


class Scenario(Resolved):
    """A scenario; :func:`load` reads one, :meth:`with_` varies it.

    Two scenarios are equal when they have the same name and every word and number of their files is the same, wherever
    the files are.
    """

    def __eq__(self, other: object) -> bool:
        if self is other or not isinstance(other, Scenario):
            return self is other
        return self.name == other.name and self.hash == other.hash and to_plain(self) == to_plain(other)

    def __hash__(self) -> int:
        return hash((self.name, self.hash))

    @classmethod
    def from_dict(cls, said: Mapping[str, Any], *, name: str, folder: str | Path | None = None) -> Scenario:
        """A scenario from what its file would say: ``{"schema": 1, "extends": "status_quo.yaml", "levers": {…}}``.

        folder: where the files that it names are (default: the current one). Raises ScenarioError with every fault,
        located by path.
        """
        faults = Faults()
        _check_name(name)
        place = Place(FROM_DICT, 1, 1)
        try:
            root = planted(said, place, place)
            refuse_invisible(root, "", faults)
        except NotPlainError as problem:
            faults.add(problem.code, place, "", **problem.facts)
            raise ScenarioError(faults.found) from problem
        file = Path.cwd() / (folder or ".") / f"{name.replace('/', '_')}.yaml"
        chain = chain_of(root, file, faults)
        if chain is None:
            raise ScenarioError(in_order(faults.found))
        return _resolve(chain, file, name, faults)

    def save(self, file: str | Path, *, replace: bool = False) -> Path:
        """Write it as one file that says everything, every number resolved; it loads as the same world.

        replace: whether a file that is there may be replaced; one that was read is never. Raises InputError.
        """
        path = _new_file(file, replace)
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_text(to_yaml(self), encoding="utf-8")
            part.replace(path)
        except OSError as problem:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise InputError("usage.cannot_write", file=str(path), reason=problem.strerror) from problem
        return path

    def to_dict(self) -> dict[str, Any]:
        """Everything that it says, resolved, as its file would; :meth:`from_dict` makes the same scenario of it."""
        return to_plain(self)

    def with_(self, values: Mapping[str, Any] | None = None, /, *, name: str | None = None, **more: Any) -> Scenario:
        """The same scenario with other values by path: ``with_({"levers.posts.count": 2})`` or ``with_(**{…})``.

        name: what to call it; made from the old name and the changes otherwise.
        Raises ScenarioError with every fault; InputError for a name that cannot be one.
        """
        faults = Faults()
        if values is not None and not isinstance(values, Mapping):
            raise InputError("with_what", found=shown(repr(values)))
        if name is not None:
            _check_name(name)
        asked = {str(path): value for path, value in {**(values or {}), **more}.items()}
        root = to_tree(self)
        for path, value in asked.items():
            root = assign_value(root, path, value, faults)
        suffix = ", ".join(
            f"{path.rpartition('.')[2]}={_shown(value)}" for path, value in asked.items() if _enters(path)
        )
        title = {lang: name or (f"{text} ({suffix})" if suffix else text) for lang, text in self.title.items()}
        if not any(path.split(".")[0] == "title" for path in asked):
            root = root.having(title=planted(title, root.place))
        file = Path(self.file) if self.file else Path.cwd() / self.name
        return _resolve(
            Chain(root, whole=True), file, name or (f"{self.name}+{suffix}" if suffix else self.name), faults
        )

    def _repr_html_(self) -> str:
        """For a notebook: what it is called in both languages, and its size, under the keys of its file."""
        dwellings = sum(plan.dwellings for plan in self.sites)
        rows = {
            **{f"title.{lang}": text for lang, text in self.title.items()},
            **{f"why.{lang}": text for lang, text in self.why.items() if text},
            "sites": f"{len(self.sites)}",
            "households": f"{dwellings}",
            "partners": f"{len(self.partners)}",
            "horizon.weeks": f"{self.weeks}",
            "horizon.burn_in": f"{self.burn_in}",
            "changes": f"{len(self.changes)}",
            "hash": self.hash[:12],
        }
        lines = "".join(f"<tr><th>{escape(key)}</th><td>{escape(said)}</td></tr>" for key, said in rows.items())
        return f"<table><caption>{escape(self.name)}</caption>{lines}</table>"


def _new_file(file: Any, replace: Any) -> Path:
    """Where a scenario can be saved; InputError otherwise, before anything is written."""
    written = inputs.path_like(file)
    if written is None or "\0" in written:
        raise InputError("not_a_path", parameter="file", found=shown(written or repr(file)))
    if type(replace).__name__ not in {"bool", "bool_"}:
        raise InputError("not_a_switch", parameter="replace", found=shown(str(replace)))
    path = at_home(Path(written))
    if path.suffix not in {".yaml", ".yml"}:
        raise InputError("usage.bad_ending", parameter="file", found=str(path), endings=[".yaml", ".yml"])
    if inputs.is_input(path):
        raise InputError("door_input", file=str(path))
    if code := wrong_name(path):
        raise InputError(f"usage.{code}", parameter="file", found=shown(str(path)))
    if path.exists() and not replace:
        raise InputError("save_exists", file=str(path))
    return path


def _check_name(name: Any) -> None:
    if not isinstance(name, str) or not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise InputError("not_a_name", found=shown(name if isinstance(name, str) else repr(name)), limit=LONGEST_NAME)


def _shown(value: Any) -> str:
    """A value in a name."""
    return str(value) if isinstance(value, (str, int, float)) else "…"


def _enters(path: str) -> bool:
    """Whether what stands at a path makes another world, rather than another text."""
    return path.split(".", maxsplit=1)[0] not in OWN


def load(file: str | Path, sets: Sequence[str] = (), weeks: int | None = None) -> Scenario:
    """A scenario from a file, or a shipped one by its bare name.

    sets: ``path=value``, in order. weeks: another horizon; what is scheduled beyond it is left out.
    Raises ScenarioError with every fault of every file, in order.
    """
    faults = Faults()
    path = _found(file, faults)
    chain = read_chain(path, faults) if path is not None else None
    if chain is None or path is None:
        raise ScenarioError(in_order(faults.found))
    root = chain.root
    for number, expression in enumerate(sets, 1):
        root = assign(root, expression, number, faults)
    if weeks is not None:
        place = Place(WEEKS_OPTION, 1, 1)
        horizon = root.get("horizon") or Node(place, {}, place)
        root = root.having(horizon=horizon.having(weeks=Node(place, weeks, place)))
    return _resolve(Chain(root, chain.whole), path, path.stem, faults)


def _found(file: str | Path, faults: Faults) -> Path | None:
    """The file itself, or the shipped scenario of that name."""
    path = located(SCENARIO, file, shipped.folder())
    if path is None:
        faults.unknown("no_such_scenario", Place(str(file), 1, 1), "", found=str(file), allowed=shipped.names())
    return path


def _resolve(chain: Chain, file: Path, name: str, faults: Faults) -> Scenario:
    before = Faults()
    root = _without_nobody(chain, faults)
    root = sized(with_site_files(root, file.parent, before), before)
    checked(document(), root, "", before)
    faults.found += [fault for fault in before.found if chain.whole or fault.code not in _ABSENT]
    faults.remarks += before.remarks
    base = read_values(root, faults)
    check_shares(base.values, base.places, base.values, "", faults)
    sites, drawn = read_sites(root, base, faults) if chain.whole else ((), None)
    sites_known = bool(sites) and not faulty("sites", faults) and not faulty("context.site", faults)
    partners = read_partners(root, {plan.seat for plan in sites} if sites_known else set(), faults)
    territories = read_territories(root, sites, partners, faults)
    horizon = _horizon(root, faults)
    whole = chain.whole and sites_known and not faulty("partners", faults) and not faulty("partners_file", faults)
    cut = horizon is not None and root.mapping["horizon"].mapping["weeks"].place.file == WEEKS_OPTION
    world = ChangeContext(horizon.weeks if horizon else 0, cut, base.values, sites, partners, whole, drawn, territories)
    changes = read_changes(root, world, faults)
    remark_proportions(root, base, sites, partners, faults)
    if faults or horizon is None:
        raise ScenarioError(in_order(faults.found))
    scenario = Scenario(
        name=name,
        file=str(file),
        title=_said(root, "title", name),
        why=_said(root, "why", ""),
        values=base.values,
        provenance=base.provenance,
        places=_places(root, base.places),
        sites=sites,
        partners=partners,
        changes=changes,
        weeks=horizon.weeks,
        burn_in=horizon.burn_in,
        site_record_weeks=horizon.site_record_weeks,
        drawn=drawn,
        territories=territories,
        expect=_claims(root),
        notes=_said(root, "notes", "") if root.get("notes") is not None else None,
        warnings=tuple(in_order(faults.remarks)),
    )
    _check_memory(scenario.blueprint(), root, faults)
    return scenario


def _without_nobody(chain: Chain, faults: Faults) -> Node:
    """The tree without the partners that are not there to be taken away, each of them a fault."""
    root = chain.root
    check_named(root, faults)
    asked = root.get("partners")
    nobody = [name for name, node in (asked.mapping if asked is not None else {}).items() if node.is_null]
    if asked is None or not nobody:
        return root
    known = [name for name in asked.mapping if name not in nobody]
    for name in nobody if chain.whole else ():
        place = asked.mapping[name].start
        faults.unknown("no_such_partner", place, f"partners.{name}", found=name, allowed=known)
    return root.having(partners=asked.without(*nobody))


def _horizon(root: Node, faults: Faults) -> Horizon | None:
    node = root.get("horizon")
    horizon = None if node is None else sound(Horizon, node)
    if node is not None and horizon is not None and horizon.burn_in >= horizon.weeks:
        place = node.mapping["burn_in"].place
        faults.add("burn_in_beyond", place, "horizon.burn_in", found=horizon.burn_in, weeks=horizon.weeks)
    return horizon


def _check_memory(plan: Blueprint, root: Node, faults: Faults) -> None:
    needed, available = memory_needed(plan), memory_available()
    if needed > available:
        node = root.get("sites") or root.get("context", "site") or root
        path = "sites" if root.get("sites") is not None else "context.site"
        facts = {"needed": round(needed / 1e9, 1), "available": round(available / 1e9, 1)}
        faults.add("too_much_memory", node.start, path, **facts)
        raise ScenarioError(in_order(faults.found))


def _said(root: Node, key: str, otherwise: str) -> dict[str, str]:
    node = root.get(key)
    said = None if node is None else sound(Said, node)
    return {"fr": otherwise, "en": otherwise} if said is None else said.both()


def _claims(root: Node) -> tuple[Claim, ...]:
    asked = root.get("expect")
    found = [sound(expectation(), node) for node in (asked.items if asked is not None else ())]
    return tuple(
        Claim(one.outcome, one.against, one.sign, one.why.both() if one.why else None)
        for one in found
        if one is not None
    )


def _places(root: Node, known: Mapping[str, Place]) -> dict[str, Place]:
    places = dict(known)
    for top in ("horizon", "partners", "sites", "territories", "changes", "expect"):
        node = root.get(top)
        if node is None:
            continue
        places[top] = node.start
        below = node.mapping.items() or enumerate(node.items)
        places |= {f"{top}.{key}": child.start for key, child in below}
    return places
