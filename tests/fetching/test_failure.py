"""Why a download failed, in words."""

from typing import Any

import pytest
from OpenSSL import SSL
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError, ResponseDataLossError
from service_identity.exceptions import VerificationError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python import failure
from twisted.web import _newclient as client
from twisted.web.http import PotentialDataLoss

from pubcrawl.fetching.failure import in_words

Failure: Any = failure.Failure
ResponseFailed: Any = client.ResponseFailed
ParseError: Any = client.ParseError


def failed(*reasons: Exception, error: Exception | None = None) -> Exception:
    """The engine's error, made of what happened on the wire."""
    told = error or DownloadFailedError("[<twisted.python.failure.Failure ...>]")
    told.__cause__ = ResponseFailed([Failure(reason) for reason in reasons])
    return told


CERTIFICATE = SSL.Error([("SSL routines", "", "certificate verify failed")])
VERSION = SSL.Error([("SSL routines", "", "wrong version number")])
BROKE = "the connection broke before the answer was whole"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DownloadTimeoutError("it took longer than 20 seconds."), "it took longer than 20 seconds."),
        (ValueError(), "ValueError"),
        (ResponseDataLossError("the packed page ends before its end"), "the packed page ends before its end"),
        (failed(ConnectionLost()), BROKE),
        (failed(ConnectionDone(), PotentialDataLoss(), error=ResponseDataLossError()), BROKE),
        (failed(RuntimeError("of a new kind")), BROKE),
        (failed(ParseError("bad", b"")), "the answer is not HTTP as it should be"),
        (failed(CERTIFICATE), "the server's certificate cannot be trusted"),
        (failed(VerificationError([])), "the server's certificate cannot be trusted: it is for another name"),
        (failed(VERSION), "the server's encryption does not work"),
        (failed(ResponseFailed([Failure(VERSION)])), "the server's encryption does not work"),
    ],
)
def test_a_failure_is_told_in_plain_words(error: Exception, words: str) -> None:
    assert in_words(error) == words
