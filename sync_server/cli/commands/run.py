"""``fieldlog-server run``: serves until it is asked to stop."""

from argparse import ArgumentParser, Namespace

from fieldlog.domain.problems import N_
from sync_server.cli.addresses import Place, refuse_open_address
from sync_server.cli.context import FINE, Command, Context
from sync_server.cli.parsing import UsageError
from sync_server.cli.workers import Workers, refuse_workers
from sync_server.home.lock import only_server
from sync_server.home.opening import Home
from sync_server.locale import translate


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument("--host", metavar="ADDRESS", help=translate(N_("127.0.0.1 unless told otherwise")))
    parser.add_argument("--port", type=int, metavar="N", help=translate(N_("8765; 0 takes a free one")))
    parser.add_argument("--workers", type=int, metavar="N", help=translate(N_("processes; one is usual")))
    parser.add_argument(
        "--certificate", metavar="FILE", help=translate(N_("a PEM file: TLS without a proxy"))
    )
    parser.add_argument("--certificate-key", metavar="FILE")
    parser.add_argument(
        "--allow-unencrypted",
        action="store_true",
        help=translate(
            N_("listen on a public address without TLS: everybody on the way can read everything")
        ),
    )


def _run(context: Context, options: Namespace) -> int:
    with context.home(is_serving=True) as home, only_server(home.folder):
        given = _with_settings(options, home)
        if bool(given.certificate) != bool(given.certificate_key):
            raise UsageError(translate(N_("Give --certificate and --certificate-key together.")))
        is_encrypted = bool(given.certificate)
        refuse_open_address(given.host, is_encrypted, given.allow_unencrypted)
        refuse_workers(given.workers)
        with Place(given.host, given.port) as place:
            _serve(context, home, place, given)
    return FINE


def _with_settings(options: Namespace, home: Home) -> Namespace:
    """Return the options, and the settings of the folder where none is given."""
    names = ("host", "port", "workers", "certificate", "certificate_key")
    missing = {name: getattr(home.settings, name) for name in names if getattr(options, name) is None}
    return Namespace(**{**vars(options), **missing})


def _serve(context: Context, home: Home, place: Place, given: Namespace) -> None:
    # Granian and Litestar are loaded for this command alone.
    from sync_server.cli.evaluator import Evaluator
    from sync_server.cli.serving import Listening, serve

    listening = Listening(place.host, place.port, given.certificate, given.certificate_key)

    def on_ready() -> None:
        url = place.url(bool(given.certificate))
        # Scripts wait for this line, in whatever language.
        context.terminal.write(f"listening on {url}")

    if given.workers > 1:
        with Evaluator(home.engine):
            Workers(home.folder, listening, given.workers).run(on_ready)
    else:
        serve(home, listening, on_ready)


RUN = Command(
    N_("serve the laptops; prints one line when it is ready"),
    "fieldlog-server run --port 8765",
    _configure,
    _run,
)
