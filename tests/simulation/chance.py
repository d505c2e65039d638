"""Chance of a seed: a stream of its own for each purpose, and the bytes that programs ask the system for."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from threading import Lock


def stream(*names: object) -> Random:
    """Return the random numbers of a purpose."""
    return Random("/".join(map(str, names)))


@contextmanager
def chance_of_the_system(source: Random) -> Iterator[None]:
    """Let every token, code and id of the server come out of a stream: ``secrets`` and ``uuid`` ask here."""
    lock = Lock()

    def drawn(size: int) -> bytes:
        with lock:
            return source.randbytes(size)

    before = os.urandom, random._urandom, random.getstate()  # type: ignore[attr-defined]
    os.urandom = random._urandom = drawn  # type: ignore[attr-defined]
    random.seed(source.random())
    try:
        yield
    finally:
        os.urandom, random._urandom = before[:2]  # type: ignore[attr-defined]
        random.setstate(before[2])
