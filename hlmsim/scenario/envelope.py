"""What every file that hlmsim reads has in common, whatever it is about: its envelope.

A kind of file is declared once: its name, how its files end, how large they may be, and which versions of its format
are known. It then inherits the door (regular files, of bounded size, in UTF-8, without invisible characters), the
number of its format, references that stay inside the folder, the place of every word, and the words of refusal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hlmsim.scenario.faults import Faults, nearest, shown
from hlmsim.scenario.files import MOST_BYTES, at_home, inside, is_file, missing_file, read_text, read_tree
from hlmsim.scenario.tree import MOST_DEPTH, Node, Place

YAML, JSON, CSV = (".yaml", ".yml"), (".json",), (".csv",)
SCHEMA = "schema"
"""The key that gives the number of the format."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. versions: numbers of its format, newest last; none for tables, whose format is not ours.

    marks: keys that no other kind has at its top.
    """

    name: str
    endings: tuple[str, ...] = YAML
    versions: tuple[int, ...] = (1,)
    most_bytes: int = MOST_BYTES
    marks: tuple[str, ...] = ()

    @property
    def newest(self) -> int:
        """The format that is written today."""
        return self.versions[-1]

    def ends(self, file: str | Path) -> bool:
        """Whether the name of a file ends as this kind does."""
        return str(file).lower().endswith(self.endings)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files of a kind that come with hlmsim. names: bare ones. unknown: code of the fault of a bare name that nobody
    has; None where files are named in full.
    """

    kind: Kind
    folder: Path
    names: Sequence[str]
    unknown: str | None = None


_DECLARED: dict[str, Kind] = {}


def declared(kind: Kind) -> Kind:
    """The kind, entered in the register."""
    _DECLARED[kind.name] = kind
    return kind


def kinds() -> Mapping[str, Kind]:
    """The register: every kind that the modules imported so far declare, by name."""
    return dict(_DECLARED)


def located(kind: Kind, name: str | Path, shipped: Path) -> Path | None:
    """The file itself, or the shipped one of that bare name; None for neither. Whether it is there is not asked."""
    path = at_home(Path(name))
    if kind.ends(path) or is_file(path):
        return Path.cwd() / path
    among = shipped / f"{name}{kind.endings[0]}"
    return among if ".." not in path.parts and not path.is_absolute() and is_file(among) else None


def tree_of(kind: Kind, file: Path, faults: Faults, named: Place | None = None) -> Node | None:
    """A file of this kind as nodes; None when nothing of it can be used. named: where it was asked for.

    A file without its number is told so, and is read on as if it were of the newest format.
    """
    if kind.endings == JSON and not _is_json(kind, file, faults, named):
        return None
    root = read_tree(file, faults, named, most=kind.most_bytes)
    return None if root is None else accepted(kind, root, faults)


def accepted(kind: Kind, root: Node, faults: Faults) -> Node | None:
    """What a file of this kind says, if it is keys and values in a format that is known; None and a fault else."""
    if not isinstance(root.value, Mapping):
        faults.add("not_a_mapping", root.place, found=shown(root))
        return None
    return _of_known_version(kind, root, faults)


def text_of(kind: Kind, file: Path, faults: Faults, named: Place | None = None, path: str = "") -> str | None:
    """The text of a table of this kind, or None and the reason among the faults."""
    return read_text(file, faults, named, path, most=kind.most_bytes)


def looks_like(kind: Kind, file: Path | None) -> bool:
    """Whether a file has one of the keys that only this kind has."""
    root = None if file is None else read_tree(file, Faults(), most=kind.most_bytes)
    return root is not None and any(key in root.mapping for key in kind.marks)


def text_beside(kind: Kind, asked: Node, folder: Path, faults: Faults, path: str) -> tuple[Path, str] | None:
    """The table that a word of another file names, inside its folder, and its text; None and a fault else."""
    file = beside(asked, folder, faults, path)
    text = None if file is None else text_of(kind, file, faults, asked.place, path)
    return None if file is None or text is None else (file, text)


def beside(asked: Node, folder: Path, faults: Faults, path: str) -> Path | None:
    """The file that a word of another file names, inside its folder; whether it is there is not asked."""
    if not isinstance(asked.value, str):
        faults.add("not_text", asked.place, path, found=shown(asked))
        return None
    file = folder / asked.value
    if not inside(file, folder):
        outside(asked, folder, faults, path)
        return None
    return file


def reference(asked: Node, shelf: Shelf, folders: tuple[Path, Path], faults: Faults, path: str) -> Path | None:
    """The file that a word of another file names: beside that file, else on the shelf; None and a fault else.

    folders: where it is looked for, and the one that no reference leaves.
    """
    word = str(asked.value)
    bare = shelf.unknown is not None and not shelf.kind.ends(word)
    name = f"{word}{shelf.kind.endings[0]}" if bare else word
    here, among = folders[0] / name, shelf.folder / name
    own = inside(here, folders[1], shelf.folder)
    if own and is_file(here):
        return here
    if inside(among, shelf.folder) and is_file(among):
        return among
    if not own:
        outside(asked, folders[1], faults, path)
    elif bare:
        faults.unknown(str(shelf.unknown), asked.place, path, found=word, allowed=shelf.names)
    elif (meant := nearest(here.stem, shelf.names)) is not None:
        suggestion = f"{meant}{shelf.kind.endings[0]}"
        faults.add("file_not_found_near", asked.place, path, found=shown(asked), suggestion=suggestion)
    else:
        missing_file(here, faults, asked.place, path)
    return None


def outside(asked: Node, folder: Path, faults: Faults, path: str) -> None:
    """The fault of a reference that leaves its folder."""
    faults.add("outside_folder", asked.place, path, found=shown(asked), folder=str(folder))


def _is_json(kind: Kind, file: Path, faults: Faults, named: Place | None) -> bool:
    """Whether the text is JSON, which the reader of YAML then reads with its places."""
    text = text_of(kind, file, faults, named)
    if text is None:
        return False
    try:
        json.loads(text)
    except json.JSONDecodeError as problem:
        faults.add("json_syntax", Place(str(file), problem.lineno, problem.colno))
        return False
    except RecursionError:
        faults.add("too_deep", Place(str(file), 1, 1), limit=MOST_DEPTH)
        return False
    return True


def _of_known_version(kind: Kind, root: Node, faults: Faults) -> Node | None:
    version = root.get(SCHEMA)
    if version is None:
        faults.add("schema_missing", root.place, SCHEMA, known=kind.newest)
        return root.having(**{SCHEMA: Node(root.place, kind.newest, root.place)})
    number = version.value
    if isinstance(number, int) and not isinstance(number, bool) and number in kind.versions:
        return root
    newer = isinstance(number, int) and not isinstance(number, bool) and number > kind.newest
    code = "schema_newer" if newer else "schema_unknown"
    faults.add(code, version.place, SCHEMA, found=shown(version), known=kind.newest)
    return None
