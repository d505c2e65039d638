"""One request for a page: who asks, in which language, and with what."""

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from functools import partial
from typing import NamedTuple, TypeVar

from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from sync_server.api.serving import Serving
from sync_server.core.evaluation import refresh
from sync_server.core.viewers import Viewer
from sync_server.database import engine as database
from sync_server.database.audits import Deed, add_deed
from sync_server.database.engine import Connection
from sync_server.errors import RefusalError
from sync_server.locale import Language, in_language, sentence_of
from sync_server.review.forms import Form

Value = TypeVar("Value")


class PageCall(NamedTuple):
    """One request; ``session_id`` is the cookie's, whether somebody is signed in with it or not.

    ``origin`` is the beginning of this server's addresses, as the browser knows it. ``is_practice``: all
    people of this server are made up.
    """

    serving: Serving
    now: datetime
    address: str
    path: str
    names: Mapping[str, str]
    query: Mapping[str, str]
    form: Form
    language: Language
    zone: tzinfo
    session_id: str
    is_encrypted: bool
    origin: str
    signed_in: Viewer | None
    is_practice: bool = False

    @property
    def viewer(self) -> Viewer:
        """Return who asks; pages that anybody may see have none."""
        if self.signed_in is None:
            raise RefusalError("page-needs-sign-in")
        return self.signed_in

    def read(self, work: Callable[[Connection], Value]) -> Value:
        """Run work on one state of the database."""
        with database.reading(self.serving.engine) as connection:
            return work(connection)

    def evaluate(self) -> bool:
        """Bring up to date what the viewer sees, and say whether all of it is; nobody waits long for it."""
        return refresh(self.serving.engine, self.viewer.sight, self.now)

    def write(self, work: Callable[[Connection], Value]) -> Value:
        """Run work in a transaction that writes."""
        return database.write(self.serving.engine, work)

    def note(self, action: str, subject: str, detail: str = "") -> None:
        """Write into the audit that the viewer saw somebody's personal data."""
        deed = Deed(to_text(self.now), self.viewer.user.name, action, subject, detail)
        self.write(partial(add_deed, deed=deed))

    def say(self, sentence: str, /, **arguments: object) -> str:
        """Return a sentence in the viewer's language."""
        return in_language(self.language, sentence, **arguments)

    def say_known(self, words: Mapping[str, str], code: str) -> str:
        """Return what a code is called; one that is not among these is no sentence, and stands for itself."""
        return self.say(words[code]) if code in words else code

    def explain(self, *problems: Problem) -> list[tuple[str, str]]:
        """Return fields and what is wrong with them, as the macro ``problems`` shows it."""
        return [(one.field, sentence_of(self.language, one)) for one in problems]

    def explain_error(self, error: BadInputError) -> list[tuple[str, str]]:
        """Return what is wrong with a form."""
        return self.explain(*error.problems)
