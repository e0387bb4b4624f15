"""``hlmsim new-site``: a folder with an example site, to replace with one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hlmsim.errors import InputError
from hlmsim.interface.cli.command import LocalCommand, argument, option
from hlmsim.interface.cli.console import Screen, write_new
from hlmsim.interface.cli.file_types import Folder
from hlmsim.locales import text


def build(lang: str) -> LocalCommand:
    """The command in ``lang``."""

    def new_site(folder: Path, graphml: bool) -> None:
        from hlmsim.scenario import new_site_files

        if folder.exists() and any(folder.iterdir()):
            raise InputError("usage.folder_not_empty", folder=str(folder))

        def say(key: str, *, lang: str = lang, **facts: Any) -> str:
            return text(key, lang, **facts)

        files = new_site_files(lang, say, graphml=graphml)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise InputError("usage.cannot_write", file=str(folder), reason=problem.strerror or "") from problem
        for name, content in files.items():
            write_new(folder / name, content)
        screen = Screen(lang)
        screen.remark("cli.new_site.written", folder=str(folder), files=list(files))
        base, other = folder / "site.yaml", folder / "stronger.yaml"
        screen.remark(
            "cli.new_site.next", base=str(base), other=str(other), page=str(folder / text("site.read_me", lang))
        )

    return LocalCommand(
        "new-site",
        lang,
        new_site,
        [argument("folder", lang, Folder()), option("new-site", lang, ["--graphml"])],
    )
