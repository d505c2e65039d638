"""Making a store belong to a server, by a one-time code."""

from urllib.parse import urlsplit

from fieldlog.domain.errors import BadInputError, ServerRefusedError
from fieldlog.domain.exchange import EnrolRequest
from fieldlog.domain.problems import N_, Problem
from fieldlog.store.identity import another_owner, belong_to, refuse_another
from fieldlog.store.sync_state import SyncState, read_state
from fieldlog.sync.engine import Surroundings
from fieldlog.sync.ports import Desk, Transport
from fieldlog.sync.server import Server
from fieldlog.sync.troubles import NO_CONNECTION, Refused, UnreachableError, refusal

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def read_address(url: str) -> str:
    """Return the address of a server as it is kept; raise ``BadInputError`` for what is none, or is not
    encrypted on its way.
    """
    words = url.strip()
    try:
        found = urlsplit(words if "//" in words else f"https://{words}")
        host, port = found.hostname or "", found.port
    except ValueError:
        host, port, found = "", None, urlsplit("")
    if found.scheme not in ("http", "https") or not host or found.query or found.username:
        raise BadInputError(Problem("url", "no-server-address", {"words": words[:80]}))
    if found.scheme == "http" and host not in LOOPBACK:
        raise BadInputError(Problem("url", "not-encrypted", {"words": words[:80]}))
    shown = f"[{host}]" if ":" in host else host
    place = shown if port is None else f"{shown}:{port}"
    return f"{found.scheme}://{place}{found.path.rstrip('/')}"


def enrol(
    desk: Desk, transport: Transport, around: Surroundings, url: str, code: str, label: str
) -> SyncState:
    """Give a one-time code for this laptop's token and keep it; ``label`` is what people call the laptop.

    Raises ``ServerRefusedError`` for a wrong code and for a store that belongs to somebody else. The same
    code may be given again when its answer was lost.
    """
    address = read_address(url)
    if not code.strip():
        raise BadInputError(Problem("code", "empty"))
    if desk(lambda store: store.settings().practice):
        raise BadInputError(Problem("home", "practice-enrol"))
    state = desk(read_state)
    refuse_another(state, address)
    device = state.device or desk(lambda store: store.settings().device)
    try:
        answer = Server(transport, address).enrol(EnrolRequest(code.strip(), device, label))
    except UnreachableError as error:
        raise error if state.is_enrolled else _not_set_up(error) from error
    if isinstance(answer, Refused):
        raise _refusal(answer, address, state)
    now = around.clock()
    return desk(lambda store: belong_to(store, address, answer, now))


def _not_set_up(error: UnreachableError) -> UnreachableError:
    """Return the error with the step for a store that has no server to send anything to later."""
    if error.reason == NO_CONNECTION:
        error.hint = N_(
            "This store belongs to no server yet. Look at the address and the network, then try again."
        )
    return error


def _refusal(refused: Refused, server: str, state: SyncState) -> ServerRefusedError:
    if refused.code == "device-of-another" and state.is_enrolled:
        return another_owner(state)
    if refused.code != "code-unknown":
        return refusal(refused, server)
    return ServerRefusedError(
        refused.code,
        N_("{server} does not know this code, or it was used or is too old."),
        N_("Compare it letter by letter, or ask your administrator for a new one."),
        server=server,
    )
