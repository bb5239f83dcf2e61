"""The second look at the peer, for the day the filter on names is not there."""

from ipaddress import ip_address

import pytest
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pubcrawl.fetching.download import from_outside

pytestmark = pytest.mark.family("R4")

DOOR = ("127.0.0.1", 8000)


@pytest.mark.parametrize(
    ("peer", "door", "passes"),
    [
        ("1.1.1.1", None, True),
        ("2606:4700::1111", None, True),
        ("127.0.0.1", DOOR, True),
        ("127.0.0.1", None, False),
        ("10.0.0.1", DOOR, False),
        ("169.254.169.254", None, False),
        ("::ffff:10.0.0.1", None, False),
    ],
)
def test_an_answer_from_inside_is_not_read(peer: str, door: tuple[str, int] | None, *, passes: bool) -> None:
    response = Response("https://site.example/", ip_address=ip_address(peer))
    if passes:
        assert from_outside(response, door) is response
    else:
        with pytest.raises(IgnoreRequest, match=f"the answer came from {ip_address(peer)}, not from the public web"):
            from_outside(response, door)


def test_an_answer_from_nowhere_is_not_read() -> None:
    with pytest.raises(IgnoreRequest, match="came from None"):
        from_outside(Response("https://site.example/"), DOOR)
