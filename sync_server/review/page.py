"""What a page is, who may see it, and what it can answer.

A page is a module in ``pages/`` with a ``PAGE``, a template of the same name, and a line in ``pages.PAGES``.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sync_server.core.users import ADMIN, REP, SUPERVISOR
from sync_server.database.sessions import COMPLETE, PASSWORD, SECOND, SET_UP
from sync_server.review.call import PageCall


class Audience(NamedTuple):
    """Who may see a page: in which stages of signing in, and when that is complete, in which roles."""

    stages: frozenset[str]
    roles: frozenset[str]

    @property
    def is_open(self) -> bool:
        """Say whether nobody has to be signed in."""
        return not self.stages


_ALL = frozenset({REP, SUPERVISOR, ADMIN})
ANYBODY = Audience(frozenset(), _ALL)
GIVING_CODE = Audience(frozenset({SECOND}), _ALL)
SETTING_UP = Audience(frozenset({SET_UP, COMPLETE}), _ALL)
CHOOSING_PASSWORD = Audience(frozenset({PASSWORD, COMPLETE}), _ALL)
HALFWAY = Audience(frozenset({SECOND, SET_UP, PASSWORD, COMPLETE}), _ALL)
EVERYBODY = Audience(frozenset({COMPLETE}), _ALL)
TEAM = Audience(frozenset({COMPLETE}), frozenset({SUPERVISOR, ADMIN}))
ADMINS = Audience(frozenset({COMPLETE}), frozenset({ADMIN}))


class Shown(NamedTuple):
    """An answer: a template and what it shows; ``session`` is a new session's id, empty to end it."""

    template: str
    facts: Mapping[str, object] = {}
    status: int = 200
    headers: Mapping[str, str] = {}
    session: str | None = None


class Redirect(NamedTuple):
    """An answer: look there; ``done`` is the code of a notice that is shown there."""

    path: str
    done: str = ""
    session: str | None = None
    language: str = ""


class File(NamedTuple):
    """An answer: bytes as they are; ``is_lasting`` when browsers may keep them."""

    content: bytes
    media_type: str
    is_lasting: bool = False
    name: str = ""


Answer = Shown | Redirect | File
Work = Callable[[PageCall], Answer]


class Page(NamedTuple):
    """A page: ``show`` answers GET (and HEAD), ``submit`` POST.

    ``entry`` is its word in the navigation (empty: it has none there). ``is_fresh`` asks for the password
    again when it was not given within the last ten minutes.
    """

    path: str
    audience: Audience
    show: Work | None = None
    submit: Work | None = None
    entry: str = ""
    is_fresh: bool = False

    @property
    def methods(self) -> list[str]:
        """Return the methods that it knows."""
        return [method for method, work in (("GET", self.show), ("POST", self.submit)) if work is not None]
