"""Names that change their mind: a name server that first tells a public address and then one of ours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from pubcrawl.fetching.resolver import PublicResolver

pytestmark = pytest.mark.family("R4")


@dataclass
class FickleNames:
    """A name server that answers differently each time, as Twisted's resolver hands it on."""

    answers: list[Sequence[str]]
    told: list[list[str]] = field(default_factory=list)

    def resolveHostName(self, receiver: Any, host: str, port: int = 0, *_rest: object) -> object:  # noqa: ANN401, N802  Twisted's name
        del host
        receiver.resolutionBegan(self)
        for address in self.answers.pop(0):
            made = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(made("TCP", address, port))
        receiver.resolutionComplete()
        return self


@dataclass
class Heard:
    """What a client hears of a name."""

    addresses: list[str] = field(default_factory=list)
    over: bool = False

    def resolutionBegan(self, _resolution: object) -> None:  # noqa: N802  Twisted's name
        self.addresses.clear()

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:  # noqa: N802  Twisted's name
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802  Twisted's name
        self.over = True


REBINDING: list[list[Sequence[str]]] = [
    [["1.1.1.1"], ["127.0.0.1"], ["1.1.1.1"]],
    [["1.1.1.1"], ["10.0.0.1", "1.1.1.1"], ["::1"]],
    [["2606:4700::1111"], ["::ffff:127.0.0.1"], ["fe80::1"]],
    [["1.1.1.1", "169.254.169.254"], [], ["192.168.0.1"]],
]


@pytest.mark.parametrize("answers", REBINDING)
def test_a_name_that_changes_its_mind_gains_nothing(answers: list[Sequence[str]]) -> None:
    """What was judged is what is connected to: each answer is judged by itself, at the moment it is used."""
    resolver = PublicResolver(FickleNames(list(answers)), doors=[("localhost", 80)])
    for told in answers:
        heard = Heard()
        resolver.resolveHostName(heard, "site.example", 443)
        assert (heard.addresses, heard.over) == ([a for a in told if a in ("1.1.1.1", "2606:4700::1111")], True)
        assert resolver.withheld["site.example"] == [a for a in told if a not in heard.addresses]
