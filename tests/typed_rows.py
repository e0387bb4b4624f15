"""Write what rules read and write, with types, anew: ``uv run python -m tests.typed_rows``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hlmsim.engine.network import TIES
from hlmsim.engine.parameters import Parameter
from hlmsim.engine.table import Column, Table
from hlmsim.model import tables as t
from hlmsim.model.layout import lay_out
from hlmsim.model.week import PARAMETERS
from hlmsim.scenario import load

FOLDER = Path(__file__).parent.parent / "hlmsim" / "model"
NAMES = {
    "Household": t.HOUSEHOLDS,
    "Need": t.NEEDS,
    "Post": t.POSTS,
    "Partner": t.PARTNERS,
    "Member": t.MEMBERS,
    "MemberTie": t.MEMBER_TIES,
    "Tie": TIES,
    "Site": t.SITES,
    "SiteWeek": t.SITE_WEEK,
    "ScheduledEvent": t.AGENDA,
    "JournalLine": t.JOURNAL,
}
OF_FIELDS = {
    "households": "Household",
    "needs": "Need",
    "posts": "Post",
    "partners": "Partner",
    "members": "Member",
    "member_ties": "MemberTie",
    "post_ties": "MemberTie",
    "sites": "Site",
    "strong_ties": "Tie",
    "weak_ties": "Tie",
    "parameters": "Parameters",
    "agenda": "ScheduledEvent",
    "journal": "JournalLine",
    "site_week": "SiteWeek",
    "by_week": "SiteWeek",
    "by_site_week": "SiteWeek",
}
HEAD = '''"""What rules read and write, with types: a row of each table, and the state.

Generated from the tables (``uv run python -m tests.typed_rows``): edit those instead. A misspelt column fails in the
type checker and in the editor. Nothing here exists while the model runs: rows are records of arrays.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from hlmsim.model.parameter_row import Parameters
from hlmsim.model.values import Cube, Grid, Rows, Values
'''
PARAMETERS_HEAD = '''"""The parameters in force, with types: a record of weekly numbers.

Generated from the parameters (``uv run python -m tests.typed_rows``): edit those instead.
"""

from __future__ import annotations

from typing import Protocol

from hlmsim.model.values import Values
'''


def sources() -> dict[str, str]:
    """The text of each file, by name."""
    rows = [_class(name, f"A row of ``{table.name}``.", _columns(table)) for name, table in NAMES.items()]
    example = lay_out(load("status_quo").blueprint()).template._asdict()
    fields = [(name, _of_field(name, value)) for name, value in example.items()]
    state = _class("State", "Everything that rules see.", fields)
    numbers = [(parameter.field, _of_parameter(parameter)) for parameter in PARAMETERS]
    parameters = _class("Parameters", "What a weekly rule reads of every parameter.", numbers)
    return {
        "rows.py": "\n\n".join([HEAD, *rows, state]),
        "parameter_row.py": "\n\n".join([PARAMETERS_HEAD, parameters]),
    }


def _class(name: str, says: str, fields: list[tuple[str, str]]) -> str:
    lines = "\n".join(f"    {field}: {kind}" for field, kind in fields)
    return f'class {name}(Protocol):\n    """{says}"""\n\n{lines}\n'


def _columns(table: Table) -> list[tuple[str, str]]:
    return [(column.name, _of_column(column)) for column in table]


def _of_column(column: Column) -> str:
    number = "float" if column.dtype.startswith("f") else "int"
    return number if column.width == 1 else f"Values[{number}]"


def _of_parameter(parameter: Parameter) -> str:
    return "Values[float]" if parameter.over else "float"


def _of_field(name: str, value: object) -> str:
    if not isinstance(value, np.ndarray):
        return "np.uint64" if isinstance(value, np.uint64) else "int"
    if name in OF_FIELDS:
        return f"Rows[{OF_FIELDS[name]}]"
    number = {"f": "float", "i": "int", "u": "np.uint64" if value.dtype == np.uint64 else "int"}[value.dtype.kind]
    return f"{('Values', 'Grid', 'Cube')[value.ndim - 1]}[{number}]"


def main() -> None:
    """Write the files."""
    for name, text in sources().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
