"""Freeze the results of every shipped scenario again, with the reason: python -m tests.golden.refreeze --reason "…"."""

from __future__ import annotations

import argparse
import json
import sys

from tests.golden.frozen import FILE, frozen, measured_now


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reason", required=True, help="why the numbers change: what was corrected or decided")
    reason = " ".join(parser.parse_args().reason.split())
    if len(reason) < 10:
        parser.error("a reason is a sentence")
    before = frozen() if FILE.exists() else {"reasons": [], "scenarios": {}}
    now = measured_now()
    changed = [name for name in now if now[name] != before["scenarios"].get(name)]
    if not changed and now.keys() == before["scenarios"].keys():
        sys.stdout.write("nothing has changed\n")
        return 0
    document = {"reasons": [*before["reasons"], reason], "scenarios": now}
    FILE.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(f"frozen again: {', '.join(changed)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
