"""Why a download failed, in words for people; those of the HTTP client name its own classes."""

from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import DownloadFailedError, ResponseDataLossError
from service_identity.exceptions import VerificationError
from twisted.internet.error import ConnectionClosed
from twisted.web._newclient import ParseError
from twisted.web.http import _MalformedChunkedDataError

_CLOSED = "the connection broke before the answer was whole"
_NO_TRUST = "the server's certificate cannot be trusted"


def in_words(error: BaseException) -> str:
    """Return why a download failed, in words for people."""
    if isinstance(error, (DownloadFailedError, ResponseDataLossError)) and error.__cause__:
        return next(filter(None, map(_known, _reasons(error.__cause__))), _CLOSED)
    return str(error) or type(error).__name__


def _reasons(error: BaseException) -> Iterator[BaseException]:
    """Yield what an error of the HTTP client is made of, down to what happened on the wire."""
    for failure in getattr(error, "reasons", ()):
        yield from _reasons(failure.value)
    yield error


def _known(reason: BaseException) -> str | None:
    if isinstance(reason, VerificationError):
        return f"{_NO_TRUST}: it is for another name"
    if isinstance(reason, SSL.Error):
        return _NO_TRUST if "certificate" in str(reason) else "the server's encryption does not work"
    if isinstance(reason, (ParseError, _MalformedChunkedDataError)):
        return "the answer is not HTTP as it should be"
    return _CLOSED if isinstance(reason, ConnectionClosed) else None
