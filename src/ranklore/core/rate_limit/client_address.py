"""The address that a request comes from. X-Forwarded-For is trusted only as far as our own proxies wrote it."""

import ipaddress
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Where a request comes from. Of X-Forwarded-For only what the operator's own proxies wrote is believed; an IPv6
    network is one address, since whoever has one has all of its 2^64."""
    came_from = request.META.get("REMOTE_ADDR", "")
    said: Sequence[str] = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.PROXIES <= len(said):
        came_from = said[-settings.PROXIES].strip() or came_from
    try:
        address = ipaddress.ip_address(came_from)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
