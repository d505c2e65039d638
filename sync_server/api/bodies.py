"""Reading what is sent: bounded in bytes, in time, and in what it inflates to."""

import asyncio
import zlib
from collections.abc import Callable
from typing import Any

from litestar import Request
from litestar.types import HTTPReceiveMessage

from sync_server.errors import RefusalError

BODY_SECONDS = 30.0
GZIP = 16 + zlib.MAX_WBITS


async def read_body(request: "Request[Any, Any, Any]", most: int, hold: Callable[[int], None]) -> bytes:
    """Return the bytes of a request as they were sent; ``RefusalError``."""
    length = request.headers.get("content-length", "0")
    if length.isascii() and length.isdigit() and int(length[:20]) > most:
        raise RefusalError("body-too-large")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _receive(request, most, hold)
    except TimeoutError as error:
        raise RefusalError("too-slow", retry_after=1) from error


async def _receive(request: "Request[Any, Any, Any]", most: int, hold: Callable[[int], None]) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message: HTTPReceiveMessage = await request.receive()  # type: ignore[assignment]
        if message["type"] != "http.request":
            raise RefusalError("body-truncated")
        part = message["body"]
        size += len(part)
        if size > most:
            raise RefusalError("body-too-large")
        hold(len(part))
        parts.append(part)
        if not message["more_body"]:
            return b"".join(parts)


def inflate(body: bytes, encoding: str, most: int) -> bytes:
    """Return the content of a body under its Content-Encoding, at most so many bytes; ``RefusalError``."""
    if encoding in ("", "identity"):
        return body
    if encoding != "gzip":
        raise RefusalError("media-type")
    inflater = zlib.decompressobj(GZIP)
    try:
        content = inflater.decompress(body, most + 1)
    except zlib.error as error:
        raise RefusalError("body-unreadable") from error
    if len(content) > most:
        raise RefusalError("body-too-large")
    if not inflater.eof or inflater.unused_data:
        raise RefusalError("body-unreadable")
    return content
