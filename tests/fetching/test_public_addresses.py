"""Which addresses are of the public web, at the edges of every range."""

import pytest

from pubcrawl.fetching.guard import is_loopback, is_public

pytestmark = pytest.mark.family("R4")

PUBLIC = """
1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0
172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
2001:200:: 2606:4700::1111 2a00:1450:4001::1 3ffe:ffff:: 64:ff9b::101:101
""".split()

INNER = """
0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255 169.254.169.254
172.16.0.0 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.1
203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1
2001::1 2001:0:7f00:1:: 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 4000:: 5f00::1 fc00::1 fd00::1 fe80::1
fe80::1%eth0 2606:4700::1111%1 fec0::1 ff02::1
""".split()


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INNER)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "2130706433", "017700000001", "1.1.1.1 ", "[::1]", "None"])
def test_what_is_no_address_is_neither(text: str) -> None:
    assert (is_public(text), is_loopback(text)) == (False, False)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("128.0.0.1", False),
        ("10.0.0.1", False),
    ],
)
def test_loopback_is_this_machine_in_plain_form(address: str, *, expected: bool) -> None:
    assert is_loopback(address) is expected
