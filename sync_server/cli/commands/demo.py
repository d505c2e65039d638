"""``fieldlog-server demo``: a practice server of made-up people, with links that sign in once."""

import gc
import shlex
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from fieldlog.domain.problems import N_
from sync_server.cli.addresses import Place
from sync_server.cli.context import FINE, Command, Context
from sync_server.core.second_factors import make_practice_link, note_address
from sync_server.core.territory.office import BY, PASSWORD, found_practice_office
from sync_server.core.users import REP
from sync_server.database import schema
from sync_server.database.engine import Connection, write
from sync_server.database.users import User, all_users
from sync_server.home.lock import only_server
from sync_server.home.opening import Home
from sync_server.home.practice import claim_practice_folder, make_practice_home
from sync_server.locale import translate
from sync_server.locale.words import ROLE_WORDS

HOST, LOG_NAME = "127.0.0.1", "server.log"


class OneTimeLink(NamedTuple):
    """Somebody of the practice office, and the address that signs in as that person once."""

    user: User
    link: str


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=0, metavar="P", help=translate(N_("a free one unless told otherwise"))
    )


def _run(context: Context, options: Namespace) -> int:
    with _folder(context) as folder, Place(HOST, options.port) as place, only_server(folder):
        context.terminal.warn(translate(N_("Making two practice teams with a year of work ...")))
        home = make_practice_home(folder)
        try:
            user = _fill(context, home)
            _serve(context, home, place, user)
        finally:
            home.engine.dispose()
    return FINE


@contextmanager
def _folder(context: Context) -> Iterator[Path]:
    """Give the folder that the command line names, which stays, or one that goes when the server does.

    What the environment names is the folder of a real server.
    """
    if context.named is not None:
        claim_practice_folder(context.named)
        yield context.named
        return
    with TemporaryDirectory(prefix="fieldlog-practice-") as made:
        claim_practice_folder(Path(made))
        yield Path(made)


def _fill(context: Context, home: Home) -> User:
    schema.upgrade(home.engine)
    # Tens of thousands of small objects, none of them in cycles.
    gc.disable()
    try:
        return found_practice_office(home.engine, context.now())
    finally:
        gc.enable()


def _serve(context: Context, home: Home, place: Place, user: User) -> None:
    from sync_server.api.logs import Log
    from sync_server.cli.serving import Listening, serve

    url = place.url(False)
    links = write(home.engine, partial(_make_links, first=user, url=url, context=context))
    on_ready = partial(_say_ready, context, home, url, links)
    # On the terminal its lines would push the link out of sight.
    with (home.folder / LOG_NAME).open("w", encoding="utf-8") as stream:
        serve(home, Listening(HOST, place.port, "", ""), on_ready, log=Log(stream))


def _make_links(connection: Connection, first: User, url: str, context: Context) -> list[OneTimeLink]:
    """Return a link for everybody who works on the pages, the first one in front."""
    note_address(connection, url)
    others = [one for one in all_users(connection) if one.role != REP and one.user_id != first.user_id]
    ordered = [first, *sorted(others, key=lambda one: one.role, reverse=True)]
    return [OneTimeLink(one, make_practice_link(connection, one, BY, context.now())) for one in ordered]


def _say_ready(context: Context, home: Home, url: str, links: list[OneTimeLink]) -> None:
    (user, link), *others = links
    if context.wants_json:
        shape = {
            "url": url,
            "user": user.name,
            "link": link,
            "password": PASSWORD,
            "home": str(home.folder),
            "links": [{"user": one.name, "role": one.role, "link": way} for one, way in links],
        }
        context.terminal.write_json(shape)
        return
    write_line = context.terminal.write
    write_line(f"listening on {url}")
    write_line(translate(N_("This is practice: all people are made up, and nothing you do here is real.")))
    sentence = N_("Open this link to be {name}, who looks after the team {team}; it works once:")
    write_line(translate(sentence, name=user.name, team=user.team))
    write_line(f"  {link}")
    write_line(translate(N_("Or to be somebody else:")))
    for one, way in others:
        write_line(f"  {one.name}  {translate(ROLE_WORDS[one.role])}  {one.team}".rstrip())
        write_line(f"  {way}")
    write_line(
        translate(N_("Whoever has signed out comes in again by a new link, made in a second terminal:"))
    )
    write_line(f"  fieldlog-server user link {user.name} --home {shlex.quote(str(home.folder))}")
    sentence = N_("Where a page asks for the password once more, it is: {password}")
    write_line(translate(sentence, password=PASSWORD))
    if context.named is None:
        write_line(translate(N_("Ctrl+C ends it, and everything is gone.")))
    else:
        sentence = N_("Ctrl+C ends it. Everything is in {home}, and is made anew the next time.")
        write_line(translate(sentence, home=str(context.named)))


DEMO = Command(
    N_("a practice server: two made-up teams with a year of work, and links that sign you in"),
    "fieldlog-server demo",
    _configure,
    _run,
)
