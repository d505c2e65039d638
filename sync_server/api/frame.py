"""Around every answer: headers that protect, HEAD for every GET, one line of the log, and the numbers."""

import time
from typing import Any

from litestar import Litestar
from litestar.types import ASGIApp, Message, Receive, Send

from sync_server.api.logs import Log
from sync_server.api.proxies import is_encrypted
from sync_server.api.serving import Serving

METHODS = frozenset({"GET", "HEAD", "POST"})
UNMATCHED = "unmatched"
_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    b"frame-ancestors 'none'; base-uri 'none'"
)
_PROTECTING = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", _POLICY),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=()"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
_ENCRYPTED = (b"strict-transport-security", b"max-age=31536000")
_QUIET = frozenset({"/health", "/ready", "/metrics"})


class Frame:
    """An ASGI application around another one."""

    def __init__(self, inner: Litestar, refuse_method: ASGIApp, serving: Serving, log: Log) -> None:
        self.inner = inner
        self.serving = serving
        self._refuse_method = refuse_method
        self._log = log

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request; pass on what begins and ends the application."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self.inner(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000, "reason": None})

    async def _answer(self, scope: Any, receive: Receive, send: Send) -> None:
        method = scope["method"]
        is_head = method == "HEAD"
        started = time.perf_counter()
        answered: dict[str, Any] = {"status": 500, "bytes": 0}

        async def send_framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered["status"] = message["status"]
                headers = _protected(
                    [*message["headers"]], is_encrypted(scope, self.serving.settings.proxies)
                )
                await send({**message, "headers": headers})
            elif message["type"] == "http.response.body":
                answered["bytes"] += len(message["body"])
                await send({**message, "body": b""} if is_head else message)
            else:
                await send(message)

        inner = self.inner if method in METHODS else self._refuse_method
        if is_head:
            scope = {**scope, "method": "GET"}
        await inner(scope, receive, send_framed)
        self._note(method, scope.get("path_template") or UNMATCHED, answered, time.perf_counter() - started)

    def _note(self, method: str, route: str, answered: dict[str, Any], seconds: float) -> None:
        status = answered["status"]
        self.serving.metrics.count_request(route, status, seconds)
        if route in _QUIET and status == 200:
            return
        facts = {"method": method[:10], "route": route, "status": status, "bytes": answered["bytes"]}
        self._log.write(self.serving.now(), "request", **facts, ms=round(seconds * 1000, 1))


def _protected(headers: list[tuple[bytes, bytes]], encrypted: bool) -> list[tuple[bytes, bytes]]:
    """Return headers with those that protect, but where an answer says something else of itself."""
    told = {name.lower() for name, _ in headers}
    protecting = [*_PROTECTING, _ENCRYPTED] if encrypted else _PROTECTING
    return [*headers, *(one for one in protecting if one[0] not in told)]
