"""Names become addresses of the public web or nothing, whatever the name server says.

The filter sits between Twisted and its resolver, so the address that was judged is the address that is connected
to: a name server that answers differently the second time gains nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # zope publishes no types

from pubcrawl.fetching.guard import is_loopback, is_public

Door = tuple[str, int]
"""Host and port of this machine that may be connected to."""


@implementer(IHostnameResolver)
class PublicResolver:
    """A name resolver that lets public addresses through, for its doors those of this machine, and for proxies any.

    Attributes:
        doors: host names and ports that may lead to this machine.
        proxies: host names of the operator's proxies, which stand in a network of their own.
        withheld: by host name, the addresses that were kept back the last time it was asked for.
    """

    def __init__(self, resolver: Any, doors: Iterable[Door] = ()) -> None:  # noqa: ANN401  zope's interfaces mislead mypy
        self._resolver = resolver
        self.doors = set(doors)
        self.proxies: set[str] = set()
        self.withheld: dict[str, list[str]] = {}

    def resolveHostName(  # noqa: N802  Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: ANN401, N803  zope's interfaces mislead mypy
        hostName: str,  # noqa: N803  Twisted's name
        portNumber: int = 0,  # noqa: N803  Twisted's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803  Twisted's name
        transportSemantics: str = "TCP",  # noqa: N803  Twisted's name
    ) -> IHostResolution:
        """Resolve a name and pass on those of its addresses that may be connected to."""
        withheld = self.withheld[hostName] = []
        receiver = (
            resolutionReceiver
            if hostName in self.proxies
            else _Sieve(resolutionReceiver, at_door=(hostName, portNumber) in self.doors, withheld=withheld)
        )
        resolution: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _Sieve:
    def __init__(self, receiver: Any, *, at_door: bool, withheld: list[str]) -> None:  # noqa: ANN401  zope's interfaces mislead mypy
        self._receiver, self._at_door, self._withheld = receiver, at_door, withheld
        self.resolutionBegan = receiver.resolutionBegan
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address: Any) -> None:  # noqa: ANN401, N802  Twisted's name; IAddress tells no host
        if is_public(address.host) or (self._at_door and is_loopback(address.host)):
            self._receiver.addressResolved(address)
        else:
            self._withheld.append(address.host)


def public_resolver(
    reactor: Any,  # noqa: ANN401  the reactor is a module
    door: Door | None,
    proxy: str | None = None,
) -> PublicResolver:
    """Return the filter on a reactor's name resolver, put in place where it is not, open for a door and a proxy."""
    if not isinstance(reactor.nameResolver, PublicResolver):
        reactor.installNameResolver(PublicResolver(reactor.nameResolver))
    resolver: PublicResolver = reactor.nameResolver
    if door:
        resolver.doors.add(door)
    if proxy:
        resolver.proxies.add(proxy)
    return resolver
