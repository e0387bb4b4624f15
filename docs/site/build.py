"""Build the documentation site in both languages, without a network: ``python docs/site/build.py FOLDER``.

Pages stand in ``docs`` (English) and ``docs/fr``; the reference of commands, outcomes, parameters and Python is written
from the code. Any warning of the generator is an error, and so is a link that leads nowhere.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

sys.path.insert(0, str(Path(__file__).parent))

import reference

DOCS = Path(__file__).parent.parent
LANGUAGES = ("fr", "en")
_HOME = """<!DOCTYPE html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>hlmsim</title>
<style>body { font: 1.2rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }</style>
</head>
<body><main><h1>hlmsim</h1>
<p><a href="fr/index.html" hreflang="fr">La documentation en français</a></p>
<p lang="en"><a href="en/index.html" hreflang="en">The documentation in English</a></p></main></body>
</html>
"""
TAILS = {
    "calibration": "",
    "evidence": "Sources et cotes",
    "experiment-files": "Fichiers d’expérience",
    "patterns": "Motifs",
    "player": "",
    "results-folder": "Dossiers de résultats",
    "scenario-files": "Fichiers de scénario",
    "trace": "",
}
"""Pages whose end is French: it is a page of its own there, under this title or its own."""
_FRENCH = re.compile(r"^(?:## En français|# .*)\n", re.MULTILINE)
_TO_THE_OTHER = re.compile(
    r"^\*?(?:Version française.*)?\[(?:En français|In English)\]\(#[^)]*\)\.?\*?\n", re.MULTILINE
)
_OF_THE_THEME = {
    "On this page": "Sur cette page",
    "Back to top": "Haut de la page",
    "Skip to content": "Aller au contenu",
    "Light mode": "Clair",
    "Dark mode": "Sombre",
    "Auto light/dark, in light mode": "Automatique, clair",
    "Auto light/dark, in dark mode": "Automatique, sombre",
    "Toggle Light / Dark / Auto color theme": "Clair, sombre ou automatique",
    "Toggle site navigation sidebar": "Montrer ou cacher le menu",
    "Toggle table of contents sidebar": "Montrer ou cacher le plan de la page",
    "Toggle navigation of": "Montrer ou cacher :",
    "Copyright &#169;": "©",
    "Made with": "Fait avec",
    "Hide navigation sidebar": "Cacher le menu",
    "Hide table of contents sidebar": "Cacher le plan de la page",
    "Expand": "Déplier",
}
"""Words that the theme says in English alone, and in French."""
_BETWEEN = re.compile(r'(?<=[>"])\s*(Next|Previous|Home)\s*(?=[<"])')
_WAYS = {"Next": "Suivant", "Previous": "Précédent", "Home": "Accueil"}
_LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")


def build(site: Path) -> None:
    """Both languages, and a page to choose one."""
    with tempfile.TemporaryDirectory() as aside:
        for lang in LANGUAGES:
            source = Path(aside) / lang
            gather(lang, source)
            sphinx(lang, source, site / lang)
    (site / "index.html").write_text(_HOME, encoding="utf-8")
    for page in site.rglob("*.html"):
        local(page, site)
    lost = dead_links(site)
    if lost:
        raise SystemExit("\n".join(["links that lead nowhere:", *lost]))


def gather(lang: str, source: Path) -> None:
    """The pages of one language, with what is written from the code."""
    own = DOCS if lang == "en" else DOCS / "fr"
    others = {"site", "fr", "figures"} if lang == "en" else {"site", "figures"}
    shutil.copytree(own, source, ignore=lambda _, names: [name for name in names if name in others])
    shutil.copytree(DOCS / "figures", source / "figures")
    if lang == "fr":
        shutil.copy(DOCS / "modele.md", source)
    else:
        (source / "modele.md").unlink()
    for name, title in TAILS.items():
        part = halves((DOCS / f"{name}.md").read_text(encoding="utf-8"), title)[lang]
        (source / f"{name}.md").write_text(part, encoding="utf-8")
    shutil.copy(DOCS / "site" / "conf.py", source)
    (source / "_static").mkdir()
    shutil.copy(DOCS / "site" / "site.css", source / "_static")
    reference.write(source / "reference", lang)
    for page in source.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        targets = {target: _target(target, page, source, lang) for target in _LINK.findall(text)}
        page.write_text(_LINK.sub(lambda found, known=targets: f"]({known[found[1]]})", text), encoding="utf-8")


def halves(page: str, title: str) -> dict[str, str]:
    """A page in two languages as two pages. title: of the French one, where it is a section."""
    blocks = [(found.start(), found.end()) for found in re.finditer(r"^```.*?^```$", page, re.MULTILINE | re.DOTALL)]
    starts = [found for found in _FRENCH.finditer(page) if not any(a <= found.start() < b for a, b in blocks)]
    first = starts[1]
    french = page[first.start() :]
    if title:
        french = f"# {title}\n{re.sub(r'^##(#+ )', r'#\1', page[first.end() :], flags=re.MULTILINE)}"
    return {"en": _TO_THE_OTHER.sub("", page[: first.start()]), "fr": _TO_THE_OTHER.sub("", french)}


def _target(target: str, page: Path, source: Path, lang: str) -> str:
    """A link as the site needs it: to the other language's tree, to a file kept beside the pages, or as it is."""
    path, _, fragment = target.partition("#")
    if not path or ":" in path:
        return target
    where = page.parent.relative_to(source)
    up = "../" * len(where.parts)
    shared = lang == "fr" and not where.parts and (page.stem in TAILS or page.stem == "modele")
    goal = Path(os.path.normpath((DOCS if lang == "en" or shared else DOCS / "fr") / where / path))
    if lang == "fr" and goal.parent == DOCS and (goal.stem in TAILS or goal.stem == "modele"):
        return f"{up}{goal.name}"
    if (page.parent / path).resolve().exists():
        return target
    if not goal.exists():
        raise SystemExit(f"{page.relative_to(source)}: {target} leads nowhere")
    after = f"#{fragment}" if fragment else ""
    if goal.suffix == ".md" and goal.is_relative_to(DOCS):
        french = goal.is_relative_to(DOCS / "fr") or goal.name == "modele.md"
        inside = goal.relative_to(DOCS / "fr" if goal.is_relative_to(DOCS / "fr") else DOCS)
        return f"other:{up}../{'fr' if french else 'en'}/{inside.with_suffix('.html').as_posix()}{after}"
    if goal.is_dir():
        raise SystemExit(f"{page.relative_to(source)}: {target} is a folder")
    kept = source / "files" / goal.relative_to(DOCS.parent)
    kept = kept.with_name(f"{kept.name}.txt") if kept.suffix == ".md" else kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(goal, kept)
    return f"{up}{kept.relative_to(source).as_posix()}"


def sphinx(lang: str, source: Path, site: Path) -> None:
    """One language's pages in HTML; a warning is an error."""
    line = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "--keep-going",
        "-b",
        "html",
        "-j",
        "auto",
        str(source),
        str(site),
    ]
    done = subprocess.run(line, env={**os.environ, "HLMSIM_DOCS_LANGUAGE": lang}, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def local(page: Path, site: Path) -> None:
    """Links to the other language that work from a folder; menus and blocks of code that the keyboard reaches."""
    up = "../" * len(page.parent.relative_to(site).parts)
    text = page.read_text(encoding="utf-8")
    for lang in LANGUAGES:
        text = text.replace(f'href="/{lang}/index.html"', f'href="{up}{lang}/index.html"')
    text = text.replace('role="heading">', 'role="heading" aria-level="2">').replace("<pre>", '<pre tabindex="0">')
    if page.is_relative_to(site / "fr"):
        text = _BETWEEN.sub(lambda found: _WAYS[found[1]], text)
        for english, french in _OF_THE_THEME.items():
            text = re.sub(rf'(?<=[>"\s]){re.escape(english)}(?=[<"\s])', french, text)
    text = text.replace('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper')
    page.write_text(text, encoding="utf-8")


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where it leads and what can be led to."""
        facts = dict(attrs)
        self.names |= {facts[name] or "" for name in ("id", "name") if facts.get(name)}
        self.links |= {facts[name] or "" for name in ("href", "src") if facts.get(name) and tag != "base"}


def dead_links(site: Path) -> list[str]:
    """Links and anchors of the site that lead to nothing in it."""
    pages = {page.resolve(): _Page(page.read_text(encoding="utf-8")) for page in site.rglob("*.html")}
    found = []
    for page, known in pages.items():
        for link in sorted(known.links):
            path, fragment = urldefrag(unquote(link))
            if ":" in path.partition("/")[0] or path.startswith("//"):
                continue
            goal = (page.parent / path.partition("?")[0]).resolve() if path else page.resolve()
            goal = goal / "index.html" if goal.is_dir() else goal
            if not goal.exists() or (fragment and goal.suffix == ".html" and fragment not in pages[goal].names):
                found.append(f"{page.relative_to(site.resolve())}: {link}")
    return found


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve())
