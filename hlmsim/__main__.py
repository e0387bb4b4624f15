"""``python -m hlmsim``: the same as ``hlmsim``."""

import sys

from hlmsim.interface.cli import main

if __name__ == "__main__":
    sys.exit(main())
