"""A client that speaks to an ASGI application in this process, one request after the other."""

import asyncio
import gzip
import json
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from fieldlog.domain.exchange import PROTOCOL
from sync_server.api.frame import Frame


class Web:
    """Asks as a laptop does; ``token`` signs in."""

    def __init__(self, app: Frame) -> None:
        self.app = app
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://server"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._runner.run(self._client.aclose())
        self.app.serving.gate.close()
        self._runner.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send a request and return its answer."""
        given = {**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})}
        return self._runner.run(self._client.request(method, path, content=content, headers=given))

    def get(self, path: str, token: str = "") -> httpx.Response:
        """Read something."""
        return self.ask("GET", path, token=token)

    def post(self, path: str, message: object, token: str = "") -> httpx.Response:
        """Send a JSON message."""
        headers = {"Content-Type": "application/json"}
        return self.ask("POST", path, token=token, content=json.dumps(message).encode(), headers=headers)

    def push(
        self, token: str, lines: Sequence[bytes], *, packed: bool = False, **envelope: object
    ) -> httpx.Response:
        """Push lines as a laptop sends them."""
        first = json.dumps({"protocol": PROTOCOL, "feed_id": None, **envelope}).encode()
        body = b"\n".join([first, *lines]) + b"\n"
        headers = {"Content-Type": "application/x-ndjson"}
        if packed:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        return self.ask("POST", "/v1/push", token=token, content=body, headers=headers)

    def pull(self, token: str, cursor: object = None, limit: int = 500, **more: object) -> httpx.Response:
        """Ask for what follows a cursor."""
        message = {"protocol": PROTOCOL, "cursor": cursor, "limit": limit, **more}
        return self.post("/v1/pull", message, token)

    def pull_all(self, token: str, cursor: object = None, limit: int = 500) -> list[Any]:
        """Return all entries that follow a cursor, page by page."""
        entries: list[Any] = []
        while True:
            answer = self.pull(token, cursor, limit).raise_for_status().json()
            entries += answer["entries"]
            if answer["done"]:
                return entries
            cursor = answer["cursor"]
