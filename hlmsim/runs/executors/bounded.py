"""Calls into a library that may never return, cut short."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future


def within[T](seconds: float, function: Callable[[], T]) -> T:
    """What the function gives. Raises TimeoutError when it takes longer; nobody waits for it any more then."""
    answer: Future[T] = Future()

    def call() -> None:
        try:
            result = function()
        except BaseException as problem:
            answer.set_exception(problem)
        else:
            answer.set_result(result)

    threading.Thread(target=call, name="hlmsim-bounded", daemon=True).start()
    return answer.result(timeout=seconds)
