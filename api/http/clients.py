"""Who asks: the address of a connection, or the one that a proxy says it brings a request from, where it is believed.

A proxy is believed whose own address is among `TRACKER_TRUSTED_PROXIES`. What anybody else says of themselves is not.
"""

import ipaddress
from ipaddress import IPv4Address, IPv6Address

from starlette.types import ASGIApp, Receive, Scope, Send

from api.settings import settings

Address = IPv4Address | IPv6Address


class Forwarded:
    """Has the application see whose request a proxy brings that is believed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("client"):
            scope = {**scope, "client": (client_host(scope), scope["client"][1])}
        await self.app(scope, receive, send)


def client_host(scope: Scope) -> str:
    """The address of whoever asks, as text; empty where it is not known.

    Each proxy adds the one before it at the end, and what stands before the first that is not believed may be made up:
    so it is read from the end, as far as it is believed.
    """
    own: str = scope["client"][0] if scope.get("client") else ""
    said = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    hosts = [own, *(host for host in reversed(",".join(said).split(",")) if host.strip())]
    seen = own
    for host in hosts:
        address = _address(host)
        if address is None:
            break
        seen = str(address)
        if not _is_trusted(address):
            break
    return seen


def network(host: str) -> str:
    """Whom an address is counted as: itself, and in IPv6 its /64, all of which one subscriber has."""
    address = _address(host)
    if not isinstance(address, IPv6Address):
        return host
    return str(ipaddress.ip_network((address, 64), strict=False))


def _is_trusted(address: Address) -> bool:
    return any(address in trusted for trusted in settings().proxies)


def _address(host: str) -> Address | None:
    """An address, which some proxies write with a port: `192.0.2.1:50000`, `[2001:db8::1]:50000`."""
    text = host.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped if isinstance(address, IPv6Address) else None) or address
