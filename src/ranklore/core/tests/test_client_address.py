"""The address that a request is counted under."""

import pytest
from django.test import RequestFactory

from ranklore.core.rate_limit.client_address import client_address


def address_from(remote, forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


def test_without_proxies_a_forwarded_address_is_ignored():
    assert address_from("192.0.2.7", "10.0.0.1") == "192.0.2.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "198.51.100.4", "198.51.100.4"),
        (1, "10.9.9.9, 198.51.100.4", "198.51.100.4"),  # the visitor wrote the first
        (2, "10.9.9.9, 198.51.100.4, 203.0.113.1", "198.51.100.4"),
        (2, "198.51.100.4", "192.0.2.7"),  # it did not come through both proxies
        (1, "", "192.0.2.7"),
        (1, "nonsense", "unknown"),
    ],
)
def test_only_our_own_proxies_are_trusted(settings, proxies, forwarded, address):
    settings.PROXIES = proxies
    assert address_from("192.0.2.7", forwarded) == address


def test_an_ipv6_network_counts_as_one_address():
    assert address_from("2001:db8:1:2:3:4:5:6") == address_from("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert address_from("2001:db8:1:3::9") != address_from("2001:db8:1:2::9")
    assert address_from("::ffff:192.0.2.7") == "192.0.2.7"
