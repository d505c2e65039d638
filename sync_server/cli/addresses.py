"""Where a server listens: a port that nobody else has, and only on this computer unless it is encrypted."""

import ipaddress
import socket
import sys
from typing import Any, Self

from fieldlog.domain.problems import N_
from sync_server.errors import ServerError


def is_loopback(host: str) -> bool:
    """Say whether only programs of this computer reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_open_address(host: str, is_encrypted: bool, is_allowed: bool) -> None:
    """Raise unless an address that others reach is encrypted, or somebody said that it need not be."""
    if not is_loopback(host) and not is_encrypted and not is_allowed:
        raise ServerError(
            N_("{host} can be reached from other computers, and nothing would be encrypted on the way."),
            N_(
                "Give --certificate and --certificate-key, or listen on 127.0.0.1 behind a proxy with TLS. "
                "Only where the network itself is protected: --allow-unencrypted"
            ),
            host=host,
        )


class Place:
    """An address and port that are kept for this server, so that its workers can share them."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        try:
            family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            self.port = _probe(family, address)
            self._kept = _keep(family, (host, self.port, *address[2:]))
        except OSError as error:
            raise ServerError(
                N_("The server cannot listen on {host}, port {port}: {reason}."),
                N_("Choose another one with --host and --port, or stop what listens there."),
                host=host,
                port=port,
                reason=error.strerror or str(error),
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._kept is not None:
            self._kept.close()

    def url(self, is_encrypted: bool) -> str:
        """Return what laptops are told."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if is_encrypted else 'http'}://{host}:{self.port}"


def _probe(family: int, address: Any) -> int:
    """Return the port; ``OSError`` when anybody listens there, a server of another folder too."""
    with socket.socket(family) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])


def _keep(family: int, address: Any) -> socket.socket | None:
    """Hold a port for whoever shares it with us: workers begin to listen one after the other."""
    if sys.platform != "linux":
        return None
    kept = socket.socket(family)
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    kept.bind(address)
    return kept


def is_answering(host: str, port: int) -> bool:
    """Say whether somebody accepts connections there."""
    any_address = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    try:
        with socket.create_connection((any_address.get(host, host), port), timeout=1):
            return True
    except OSError:
        return False
