"""Whether a certificate is for the host that shows it.

The HTTP client lets a certificate pass that names nobody, or names hosts in a way that cannot be read: its check then
fails with an error that it only logs. Here, what cannot be checked is not trusted.
"""

from collections.abc import Callable
from typing import Any

from OpenSSL import SSL
from OpenSSL.crypto import X509
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.abstract import isIPAddress, isIPv6Address
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped] # it has no types


@implementer(IPolicyForHTTPS)
class NamedHosts:
    """The rules of the HTTP client for HTTPS, which refuse a certificate whose names cannot be read."""

    def __init__(self, rules: Any) -> None:  # noqa: ANN401  interfaces of twisted are no types
        self._rules = rules

    def creatorForNetloc(self, hostname: bytes, port: int) -> "_NamedHost":  # noqa: N802  twisted's
        """Return what encrypts a connection to a host."""
        return _NamedHost(self._rules.creatorForNetloc(hostname, port), hostname.decode("ascii"))


@implementer(IOpenSSLClientConnectionCreator)
class _NamedHost:
    def __init__(self, creator: Any, host: str) -> None:  # noqa: ANN401  as above
        self._creator, self._host = creator, host

    def clientConnectionForTLS(self, protocol: TLSMemoryBIOProtocol) -> SSL.Connection:  # noqa: N802  twisted's
        connection: SSL.Connection = self._creator.clientConnectionForTLS(protocol)
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, _check(self._host, protocol))
        return connection


def _check(host: str, protocol: TLSMemoryBIOProtocol) -> Callable[[SSL.Connection, X509, int, int, int], bool]:
    expected = IPAddress_ID(host) if isIPAddress(host) or isIPv6Address(host) else DNS_ID(host)

    def check(_: SSL.Connection, certificate: X509, _error: int, depth: int, trusted: int) -> bool:
        if depth or not trusted:  # only the host's own certificate has its name
            return bool(trusted)
        try:
            verify_service_identity(extract_patterns(certificate), [expected], [])
        except VerificationError:
            protocol.failVerification(Failure())  # type: ignore[no-untyped-call]
            return False
        except CertificateError:
            return False
        return True

    return check
