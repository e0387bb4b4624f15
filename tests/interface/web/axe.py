"""Rules of accessibility (axe, WCAG 2.2 A and AA), each once of what differs: contrast is ten times the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python import base
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_SOURCE = Path(base.AXE_FILE_PATH).read_text(encoding="utf-8")
CONTRAST = ("color-contrast",)
DRAWN = ("color-contrast", "link-in-text-block", "target-size")
"""Rules about how things are drawn, each of which looks at every element of the page again and again."""
_RUN = """async ([tags, off, only]) => {
    const runOnly = only.length ? {type: "rule", values: only} : {type: "tag", values: tags};
    const rules = Object.fromEntries(off.map((one) => [one, {enabled: false}]));
    const found = await axe.run(document, {runOnly, rules, resultTypes: ["violations"], preload: false});
    return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${one.help} ${node.html}`));
}"""
_ONCE = """(known) => {
    const seen = new Map(known);
    const hash = (text) => {
        let [a, b] = [0xdeadbeef, 0x41c6ce57];
        for (let k = 0; k < text.length; k++) {
            a = Math.imul(a ^ text.charCodeAt(k), 2654435761);
            b = Math.imul(b ^ text.charCodeAt(k), 1597334677);
        }
        return `${a >>> 0}.${b >>> 0}`;
    };
    const own = (one) => [one.tagName, one.getAttribute("class"), one.getAttribute("style"), one.hidden].join();
    const shapes = new Map();
    const shape = (one) => {
        if (!shapes.has(one)) shapes.set(one, hash(`${own(one)}[${Array.from(one.children, shape).join()}]`));
        return shapes.get(one);
    };
    const walk = (parent, way) => {
        for (const child of Array.from(parent.children)) {
            const key = hash(`${way} ${shape(child)}`);
            const times = seen.get(key) ?? 0;
            seen.set(key, times + 1);
            if (times >= 2) child.remove();
            else walk(child, hash(`${way} ${own(child)}`));
        }
    };
    walk(document.body, own(document.body));
    return Array.from(seen);
}"""


def violations(page: Page, *, off: tuple[str, ...] = ()) -> list[str]:
    """What breaks a rule in the page as it is. off: rules that are not asked."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_SOURCE)
    found: list[str] = page.evaluate(_RUN, [WCAG, off, []])
    return found


def violations_of_a_file(page: Page, seen: list[Any]) -> list[str]:
    """The same of a page that nothing more is asked of. How things are drawn is measured on elements whose tags and
    classes, and those around them, were not seen twice before (also on other pages of the same style): the others look
    the same.
    """
    found = violations(page, off=DRAWN)
    seen[:] = page.evaluate(_ONCE, seen)
    return found + list(page.evaluate(_RUN, [WCAG, [], DRAWN]))
