"""Put on PYTHONPATH for the examples in the pages: a batch starts no processes, whose start outlasts its runs.

Processes are tried by the end-to-end tests and by the first command of the README, in CI.
"""

from __future__ import annotations

from hlmsim.runs import executors

executors.default = executors.threads
