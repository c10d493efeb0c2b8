"""The address that a request comes from. X-Forwarded-For is trusted only as far as our own proxies wrote it."""

import ipaddress
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address to count a request under. An IPv6 /64 network counts as one address, since its owner can use all of
    it."""
    came_from = request.META.get("REMOTE_ADDR", "")
    forwarded: Sequence[str] = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.PROXIES <= len(forwarded):
        came_from = forwarded[-settings.PROXIES].strip() or came_from
    try:
        address = ipaddress.ip_address(came_from)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))


def client_network(request: HttpRequest) -> str:
    """The network that a request comes from; "" if the address tells nothing: it is unknown, or this machine's own."""
    address = client_address(request)
    if address == "unknown" or ipaddress.ip_network(address).is_loopback:
        return ""
    return address
