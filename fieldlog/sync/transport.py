"""HTTP to a server. What networks do to answers (captive portals, redirects, cuts, delays) is "offline"."""

import gzip
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import httpx

from fieldlog.sync.deadline import Deadline, Passage
from fieldlog.sync.ports import Answer, Request
from fieldlog.sync.troubles import (
    CERTIFICATE,
    CUT_OFF,
    NO_CONNECTION,
    NOT_FIELDLOG,
    SLOW,
    UnreachableError,
)

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 15.0
LONGEST_ANSWER_SECONDS = 120.0
"""An answer that drips is cut off; on a slow line a page takes less."""
MOST_ANSWER_BYTES = 64 * 1024 * 1024
LEAST_TO_COMPRESS = 1024
LONGEST_RETRY_AFTER = 3600.0
AGENT = "fieldlog"


class HttpTransport:
    """Sends requests over one connection that is kept; use it from one thread at a time.

    ``seconds``: a whole answer is due within so many; where somebody stands by (``is_awaited``), the first
    one within so many from now on, however often it is asked for.
    """

    def __init__(
        self, client: httpx.Client | None = None, seconds: float | None = None, *, is_awaited: bool = True
    ) -> None:
        self._client = client or make_client()
        self._deadline = None if seconds is None else Deadline(seconds, is_awaited=is_awaited)

    def __enter__(self) -> "HttpTransport":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def send(self, request: Request) -> Answer:
        """Return the answer to a request; ``UnreachableError`` when there is none that is whole."""
        body, headers = _packed(request.body)
        if request.token:
            headers["Authorization"] = f"Bearer {request.token}"
        with _offline(request.server):
            if self._deadline is None:
                return self._ask(request, body, headers, Passage())
            return self._ask_in_time(self._deadline, request, body, headers)

    def _ask_in_time(
        self, deadline: Deadline, request: Request, body: bytes, headers: dict[str, str]
    ) -> Answer:
        try:
            return deadline.keep(lambda passage: self._ask(request, body, headers, passage), len(body))
        except TimeoutError:
            # Nobody reads any more what still drips: without its connection the thread of the request ends,
            # or every try would leave one behind.
            self._client.close()
            self._client = make_client()
            raise

    def _ask(self, request: Request, body: bytes, headers: dict[str, str], passage: Passage) -> Answer:
        address, client = request.server + request.path, self._client
        with client.stream("POST", address, content=body, headers=headers) as response:
            passage.receive(0)
            return _read(response, request.server, passage)


def make_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Return a client as fieldlog uses it; ``transport`` takes the place of the network."""
    limits = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    return httpx.Client(
        verify=_trusted(),
        timeout=limits,
        follow_redirects=False,
        transport=transport,
        headers={"User-Agent": AGENT},
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Return whom to trust; reading all the authorities takes longer than a small exchange."""
    return httpx.create_ssl_context()


def _packed(body: bytes) -> tuple[bytes, dict[str, str]]:
    headers = {"Content-Type": "application/json"}
    if len(body) < LEAST_TO_COMPRESS:
        return body, headers
    # The fastest level: a laptop's text shrinks to a fifth even so.
    return gzip.compress(body, compresslevel=1), {**headers, "Content-Encoding": "gzip"}


def _read(response: httpx.Response, server: str, passage: Passage) -> Answer:
    if response.is_redirect:
        raise UnreachableError(NOT_FIELDLOG, server)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
    parts, size, latest = [], 0, time.monotonic() + LONGEST_ANSWER_SECONDS
    for part in response.iter_bytes():
        size += len(part)
        passage.receive(len(part))
        if time.monotonic() > latest:
            raise UnreachableError(SLOW, server)
        if size > MOST_ANSWER_BYTES:
            raise UnreachableError(NOT_FIELDLOG, server)
        parts.append(part)
    if response.status_code == 200 and kind != "application/json":
        raise UnreachableError(NOT_FIELDLOG, server)
    return Answer(response.status_code, b"".join(parts), _retry_after(response))


def _retry_after(response: httpx.Response) -> float | None:
    text = response.headers.get("Retry-After", "").strip()
    if not (text.isascii() and text.isdigit()):
        # A date would count by a clock that may be wrong.
        return None
    return min(float(text), LONGEST_RETRY_AFTER)


@contextmanager
def _offline(server: str) -> Iterator[None]:
    try:
        yield
    except (httpx.TimeoutException, TimeoutError) as error:
        raise UnreachableError(SLOW, server) from error
    except httpx.ConnectError as error:
        reason = CERTIFICATE if _is_about_certificate(error) else NO_CONNECTION
        raise UnreachableError(reason, server) from error
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError) as error:
        raise UnreachableError(CUT_OFF, server) from error
    except httpx.HTTPError as error:
        raise UnreachableError(NO_CONNECTION, server) from error


def _is_about_certificate(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
