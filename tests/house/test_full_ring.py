"""The record of the long batteries tells what failed, and of which commit."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from tests.full_ring import commit, record

RESULTS = """<testsuites><testsuite>
<testcase classname="tests.a" name="test_holds" time="61.4"/>
<testcase classname="tests.b" name="test_breaks[x]" time="2.2"><failure message="no"/></testcase>
<testcase classname="tests.c" name="test_does_not_start" time="0"><error message="no"/></testcase>
</testsuite></testsuites>"""


def test_every_test_stands_in_it_with_its_end() -> None:
    page = record(ElementTree.fromstring(RESULTS), "0123abc with changes")
    assert "- Commit: 0123abc with changes\n" in page
    assert "1 passed, 1 failure, 1 error, 0 skipped; 64 s of tests" in page
    assert "| `tests.a.test_holds` | 61 | passed |" in page
    assert "| `tests.b.test_breaks[x]` | 2 | failure |" in page
    assert "| `tests.c.test_does_not_start` | 0 | error |" in page


def test_it_is_of_the_commit_that_is_checked_out() -> None:
    assert re.match(r"[0-9a-f]{40}( with changes that are not committed)?$", commit())
