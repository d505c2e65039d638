"""Replacing names where they are looked up, for the length of a run."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

Off = AbstractContextManager[None]
"""Something is switched off while it is entered."""


@contextmanager
def replaced(owner: object, name: str, value: object) -> Iterator[None]:
    """Put something in the place of a function of a module or class."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextmanager
def all_of(*several: Off) -> Iterator[None]:
    """Switch several things off together."""
    with ExitStack() as stack:
        for one in several:
            stack.enter_context(one)
        yield
