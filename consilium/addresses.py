"""Addresses and ports of this machine: which there are, which are free."""

import socket

import psutil

from core.errors import ConsiliumError

_WILDCARDS = {"0.0.0.0": socket.AF_INET, "::": socket.AF_INET6}


class PortInUse(ConsiliumError):
    """Somebody else listens on a port that was asked for."""


def explicit_addresses(written: tuple[str, ...]) -> tuple[str, ...]:
    """`written` with host names resolved, and wildcards replaced by every local address of their family.

    Media needs one socket for each address: an answer must leave from the address the packet came to, which
    a socket bound to a wildcard does not guarantee. Raises ConsiliumError for an unknown name.
    """
    found: list[str] = []
    for host in written:
        family = _WILDCARDS.get(host)
        found += _resolve(host) if family is None else _local(family)
    return tuple(dict.fromkeys(found))


def _local(family: socket.AddressFamily) -> list[str]:
    return [
        address.address
        for interface in psutil.net_if_addrs().values()
        for address in interface
        # A link-local IPv6 address is of no use without its zone, which candidates cannot carry (RFC 8839).
        if address.family == family and not address.address.lower().startswith("fe80")
    ]


def _resolve(host: str) -> list[str]:
    try:
        infos = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except OSError as error:
        raise ConsiliumError(f"'{host}' is no address of this machine: {error.strerror}.") from error
    return [str(info[4][0]) for info in infos]


def port_is_free(host: str, port: int, kind: socket.SocketKind) -> bool:
    """Whether a listener could be opened there now. An address that does not exist counts as not free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str, kind: socket.SocketKind) -> int:
    """A port that nobody listens on at this moment."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, kind) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
    return port


def next_free_port(host: str, port: int, kind: socket.SocketKind) -> int:
    """`port`, or the first free one of the hundred after it. Raises PortInUse."""
    for candidate in range(port, min(port + 100, 65536)):
        if port_is_free(host, candidate, kind):
            return candidate
    raise PortInUse(f"ports {port} to {port + 99} on {host} are all in use: choose another.")
