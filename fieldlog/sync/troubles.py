"""Why there is no answer of a fieldlog server, or why it refuses, in sentences with the next step."""

from typing import Final, NamedTuple

from fieldlog.domain.errors import ServerRefusedError, ServerUnreachableError
from fieldlog.domain.problems import N_, Said

NO_CONNECTION: Final = "no-connection"
SLOW: Final = "slow"
CUT_OFF: Final = "cut-off"
NOT_FIELDLOG: Final = "not-fieldlog"
CERTIFICATE: Final = "certificate"
BUSY: Final = "busy"
TROUBLE: Final = "trouble"

_LATER = N_("Nothing is lost: what you save waits on this laptop and goes out later.")
_UNREACHABLE: dict[str, tuple[str, str]] = {
    NO_CONNECTION: (N_("{server} cannot be reached."), _LATER),
    SLOW: (N_("{server} does not answer in time."), _LATER),
    CUT_OFF: (N_("The answer of {server} broke off."), _LATER),
    NOT_FIELDLOG: (
        N_("Something else than fieldlog answers at {server}, as before signing in to a guest network."),
        N_("Sign in to the network in a browser, or check the address. What you save waits on this laptop."),
    ),
    CERTIFICATE: (
        N_("The certificate of {server} cannot be trusted."),
        N_("Check the date of this laptop and the network. What you save waits on this laptop."),
    ),
    BUSY: (N_("{server} is busy just now."), _LATER),
    TROUBLE: (N_("{server} has trouble of its own ({status})."), _LATER),
}


class UnreachableError(ServerUnreachableError):
    """Why no answer could be got (``reason``), and in how many seconds the server wants to be asked again."""

    def __init__(self, reason: str, server: str, retry_after: float | None = None, status: int = 0) -> None:
        message, hint = _UNREACHABLE[reason]
        super().__init__(message, hint, server=server, status=status)
        self.reason = reason
        self.retry_after = retry_after


class Refused(NamedTuple):
    """The server has answered and refuses: its status, a stable code, its sentence in both languages, and
    what it expects instead.
    """

    status: int
    code: str
    message: str = ""
    message_zh: str = ""
    expected: int | None = None
    retry_after: float | None = None


_ADMINISTRATOR = N_("What you save waits on this laptop. Ask your administrator for a new enrolment code.")
_SENTENCES: dict[int, tuple[str, str]] = {
    401: (N_("{server} does not let this laptop sign in any more."), _ADMINISTRATOR),
    403: (N_("{server} refuses this laptop: {said}"), N_("What you save waits on this laptop.")),
    413: (
        N_("Something before {server}, such as a proxy, takes no message as large as one save."),
        N_("What you save waits on this laptop. Please tell your administrator."),
    ),
    426: (N_("This fieldlog is too old for {server}: {said}"), N_("Nothing is lost.")),
}
_OTHERWISE = (
    N_("{server} refuses: {said}"),
    N_("What you save waits on this laptop. Please tell your administrator."),
)


def refusal(refused: Refused, server: str) -> ServerRefusedError:
    """Return the error of a refusal."""
    message, hint = _SENTENCES.get(refused.status, _OTHERWISE)
    en = refused.message or refused.code
    said = Said(en, refused.message_zh or en)
    return ServerRefusedError(refused.code, message, hint, server=server, said=said)
