"""What networks do to answers: none of it is ever taken for an answer of the server."""

import gzip
import ssl
from collections.abc import Callable, Iterator

import httpx
import pytest

from fieldlog.locale import Language, explain_error, use_language
from fieldlog.sync.ports import Request
from fieldlog.sync.transport import HttpTransport, make_client
from fieldlog.sync.troubles import Refused, UnreachableError, refusal

ADDRESS = "https://fieldlog.example.org"
ASKED = Request(ADDRESS, "/v1/pull", b'{"cursor": null}', "secret")
Handler = Callable[[httpx.Request], httpx.Response]


def transport(handler: Handler) -> HttpTransport:
    """Return a transport over a network that answers as it likes."""
    return HttpTransport(make_client(httpx.MockTransport(handler)))


def reason_of(handler: Handler) -> str:
    """Return why there is no answer."""
    with pytest.raises(UnreachableError) as caught:
        transport(handler).send(ASKED)
    return caught.value.reason


def raising(error: Exception) -> Handler:
    """A network that fails."""

    def fail(_request: httpx.Request) -> httpx.Response:
        raise error

    return fail


def _untrusted() -> httpx.ConnectError:
    error = httpx.ConnectError("handshake")
    error.__cause__ = ssl.SSLCertVerificationError("self-signed certificate")
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (httpx.ConnectError("no route"), "no-connection"),
        (_untrusted(), "certificate"),
        (httpx.ConnectTimeout("slow"), "slow"),
        (httpx.ReadTimeout("slow"), "slow"),
        (httpx.WriteError("gone"), "no-connection"),
        (httpx.ReadError("reset"), "cut-off"),
        (httpx.RemoteProtocolError("peer closed connection"), "cut-off"),
        (httpx.ProxyError("proxy"), "no-connection"),
    ],
)
def test_what_a_network_fails_with_is_a_reason_in_words(error: Exception, reason: str) -> None:
    assert reason_of(raising(error)) == reason


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(302, headers={"Location": "https://portal.example.org"}),
        httpx.Response(307, headers={"Location": "/v1/pull/"}),
        httpx.Response(200, text="<html>Welcome</html>", headers={"Content-Type": "text/html"}),
        httpx.Response(200, text="{}"),
    ],
)
def test_a_portal_or_a_redirect_is_somebody_else(answer: httpx.Response) -> None:
    assert reason_of(lambda _request: answer) == "not-fieldlog"


def test_an_answer_whose_compression_is_broken_is_cut_off() -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}

    def broken() -> Iterator[bytes]:
        yield gzip.compress(b"x" * 5000)[:20] + b"\xff" * 40

    assert reason_of(lambda _: httpx.Response(200, headers=headers, content=broken())) == "cut-off"


def test_a_long_request_is_compressed_and_signed_in_and_a_redirect_is_never_followed() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    long = ASKED._replace(body=b"x" * 100_000)
    transport(answer).send(long)
    (request,) = seen
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.headers["Content-Encoding"] == "gzip"
    assert len(request.content) < 2000
    assert gzip.decompress(request.content) == long.body


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7", 7.0), ("999999", 3600.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None), ("", None)],
)
def test_retry_after_is_read_in_seconds_within_reason(text: str, seconds: float | None) -> None:
    answer = httpx.Response(503, json={}, headers={"Retry-After": text})
    assert transport(lambda _request: answer).send(ASKED).retry_after == seconds


@pytest.mark.parametrize(("language", "words"), [("en", "such as a proxy"), ("zh", "代理")])
def test_a_save_that_a_proxy_finds_too_large_is_refused_in_words(language: Language, words: str) -> None:
    use_language(language)
    said = explain_error(refusal(Refused(413, "too-large"), ADDRESS))
    assert words in said
    assert "too-large" not in said
