"""Bodies decompressed: whole or not at all, and never larger than a page may be.

Scrapy's own way hands on what it got of a body that was cut in half, and a half page looks like a page.
"""

import zlib
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator

import brotli
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

MOST_LAYERS = 2
"""Encodings around one another: a proxy may compress what its server had compressed; a third one hides a bomb."""

_STEP = 16 * 1024
"""Bytes taken or given at a time."""

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_ONLY = 16 + zlib.MAX_WBITS


def unpacked(response: Response, most: int) -> Response:
    """Return a response with its body decompressed, and without the header that names a compression.

    Answers other than a success are returned as they are, because nobody reads their bodies. A body may have `most`
    bytes.

    Raises:
        ResponseDataLossError: the body ends before its end, or is damaged.
        DownloadCancelledError: it is larger than it may be, or in an encoding we did not ask for.
    """
    encodings = _encodings(response)
    if not encodings or not response.body or not 200 <= response.status < 300:  # noqa: PLR2004  the classes of HTTP
        return response
    if len(encodings) > MOST_LAYERS or not _DECODERS.keys() >= set(encodings):
        raise DownloadCancelledError(f"the page is encoded as {', '.join(encodings)}, which we do not read")
    body = response.body
    for encoding in reversed(encodings):
        body = _whole(_DECODERS[encoding](body), most)
    response.headers.pop("Content-Encoding", None)
    kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
    fresh = {"encoding": None} if issubclass(kind, TextResponse) else {}  # the old one was guessed from packed bytes
    return response.replace(cls=kind, body=body, **fresh)


def _encodings(response: Response) -> list[str]:
    named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
    found = [name for part in named.split(",") if (name := part.strip()) not in ("", "identity")]
    return found or ["gzip"] * response.body.startswith(_GZIP_MAGIC)  # as `sitemap.xml.gz`, which no header names


def _whole(pieces: Iterator[bytes], most: int) -> bytes:
    body = bytearray()
    try:
        for piece in pieces:
            body += piece
            if len(body) > most:
                raise DownloadCancelledError(f"the page unpacks to more than {most} bytes")
    except (zlib.error, brotli.error) as exc:
        raise ResponseDataLossError("the packed page is damaged") from exc
    return bytes(body)


def _gunzipped(body: bytes) -> Iterator[bytes]:
    """Yield what is in a gzip file, which may have several members; what follows the last one is no part of it."""
    at = 0
    while at == 0 or body[at : at + 2] in (_GZIP_MAGIC, _GZIP_MAGIC[:1]):  # one byte is all that came of a member
        member, taken = zlib.decompressobj(_GZIP_ONLY), b""
        while not member.eof:
            if not taken:
                taken = body[at : at + _STEP]
                at += len(taken)
            if not taken:
                raise ResponseDataLossError("the packed page ends before its end")
            yield member.decompress(taken, _STEP)
            taken = member.unconsumed_tail
        at -= len(member.unused_data)


def _unbrotlied(body: bytes) -> Iterator[bytes]:
    """Yield what is in a brotli stream; what follows its end is no part of it, as browsers have it.

    The decoder fails at such bytes as it does at damage, and does not say where. So the end is looked for.
    """
    given = 0
    try:
        for piece in _brotli_pieces(body):
            yield piece
            given += len(piece)
    except brotli.error:
        end = bisect_left(range(len(body)), x=True, key=lambda end: _is_over(body[:end]))
        yield b"".join(_brotli_pieces(body[:end]))[given:]


def _is_over(body: bytes) -> bool:
    """Say whether a stream has come to its end, or to where it is damaged."""
    try:
        deque(_brotli_pieces(body), maxlen=0)
    except ResponseDataLossError:
        return False
    except brotli.error:
        return True
    return True


def _brotli_pieces(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=_STEP)
    while piece:
        yield piece
        piece = stream.process(b"", output_buffer_limit=_STEP)
    if not stream.is_finished():
        raise ResponseDataLossError("the packed page ends before its end")


_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {"br": _unbrotlied, "gzip": _gunzipped, "x-gzip": _gunzipped}
