"""What is believed of a request: named proxies tell whom they speak for, and whether by TLS."""

from collections.abc import Mapping
from typing import Any

LONGEST_ADDRESS = 64


def address_of(scope: Mapping[str, Any], proxies: tuple[str, ...]) -> str:
    """Return whose request it is: the peer, or whom a proxy that is believed names as its own peer."""
    peer = _peer(scope)
    told = _last_told(scope, b"x-forwarded-for") if peer in proxies else ""
    return told[:LONGEST_ADDRESS] or peer


def is_encrypted(scope: Mapping[str, Any], proxies: tuple[str, ...]) -> bool:
    """Say whether TLS is spoken: with this server, or with a proxy that is believed."""
    told = _last_told(scope, b"x-forwarded-proto") if _peer(scope) in proxies else ""
    return (told or str(scope["scheme"])).lower() == "https"


def _peer(scope: Mapping[str, Any]) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _last_told(scope: Mapping[str, Any], name: bytes) -> str:
    """Return the last of what a header tells: what stands before it came from further away."""
    values = [value for header, value in scope["headers"] if header.lower() == name]
    return b",".join(values).decode("latin-1").rpartition(",")[2].strip()
