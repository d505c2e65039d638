"""``fieldlog-server demo``: a practice server of made-up people, with a link that signs in once."""

import gc
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from fieldlog.domain.problems import N_
from sync_server.cli.addresses import Place
from sync_server.cli.context import FINE, Command, Context
from sync_server.core.second_factors import PRACTICE, make_link
from sync_server.core.territory.office import BY, PASSWORD, found_practice_office
from sync_server.database import schema
from sync_server.database.engine import write
from sync_server.database.users import User
from sync_server.home.lock import only_server
from sync_server.home.opening import Home
from sync_server.home.practice import claim_practice_folder, make_practice_home
from sync_server.locale import translate

HOST, LOG_NAME = "127.0.0.1", "server.log"
LINK_MINUTES = 12 * 60


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

    work = partial(
        make_link, user_id=user.user_id, by=BY, now=context.now(), minutes=LINK_MINUTES, purpose=PRACTICE
    )
    code = write(home.engine, work)
    url = place.url(False)
    on_ready = partial(_say_ready, context, user, url, f"{url}/review/welcome/{code}")
    # On the terminal its lines would push the link out of sight.
    with (home.folder / LOG_NAME).open("w", encoding="utf-8") as stream:
        serve(home, Listening(HOST, place.port, "", ""), on_ready, log=Log(stream))


def _say_ready(context: Context, user: User, url: str, link: str) -> None:
    if context.wants_json:
        shape = {"url": url, "user": user.name, "link": link, "password": PASSWORD}
        context.terminal.write_json(shape)
        return
    write_line = context.terminal.write
    write_line(f"listening on {url}")
    write_line(translate(N_("This is practice: all people are made up, and nothing you do here is real.")))
    sentence = N_("Open this link to be {name}, who looks after the team {team}; it works once:")
    write_line(translate(sentence, name=user.name, team=user.team))
    write_line(f"  {link}")
    sentence = N_("Where a page asks for the password once more, it is: {password}")
    write_line(translate(sentence, password=PASSWORD))
    if context.named is None:
        write_line(translate(N_("Ctrl+C ends it, and everything is gone.")))
    else:
        sentence = N_("Ctrl+C ends it. Everything is in {home}, and is made anew the next time.")
        write_line(translate(sentence, home=str(context.named)))


DEMO = Command(
    N_("a practice server: two made-up teams with a year of work, and a link that signs you in"),
    "fieldlog-server demo",
    _configure,
    _run,
)
