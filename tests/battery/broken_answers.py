"""Answers that break on the way: what a server, a proxy or a cable makes of a good one."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.battery.server import Answer

Break = Callable[[Answer], Answer]
"""Makes a broken answer of a good one."""


def cut(*, at: Callable[[bytes, bytes], int], reset: bool = False) -> Break:
    """Break the connection after so many bytes of head and body."""

    def made(good: Answer) -> Answer:
        head, body = good.head(), good.body
        return Answer(raw=(head + body)[: at(head, body)], reset=reset)

    return made


def raw(build: Callable[[Answer], bytes]) -> Break:
    """Send bytes of the test's own, then close."""
    return lambda good: Answer(raw=build(good))


def headed(**headers: str) -> Break:
    """Change headers; an underscore stands for a hyphen."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda good: replace(good, headers={**good.headers, **named})


def lengthened(by: Callable[[int], int]) -> Break:
    """Say another length of the body than it has, and close."""
    return lambda good: replace(
        good, headers={**good.headers, "Content-Length": str(by(len(good.body))), "Connection": "close"}
    )


def chunked(body: bytes, *, size: bytes | None = None, end: bytes = b"0\r\n\r\n") -> bytes:
    """Return an answer of one chunk.

    Args:
        body: the chunk.
        size: what is said of its size; the truth by default.
        end: what comes after it.
    """
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + (b"%x" % len(body) if size is None else size) + b"\r\n" + body + b"\r\n" + end


_POINTS: Mapping[str, Callable[[bytes, bytes], int]] = {
    "before the first byte": lambda _head, _body: 0,
    "in the status line": lambda _head, _body: 7,
    "in the headers": lambda head, _body: len(head) // 2,
    "after the headers": lambda head, _body: len(head),
    "after a hundredth": lambda head, body: len(head) + len(body) // 100,
    "at half": lambda head, body: len(head) + len(body) // 2,
    "before the last hundredth": lambda head, body: len(head) + len(body) * 99 // 100,
    "before the last byte": lambda head, body: len(head) + len(body) - 1,
}

CUTS: Mapping[str, Break] = {
    f"{how} {where}": cut(at=at, reset=how == "reset") for where, at in _POINTS.items() for how in ("closed", "reset")
}
"""The connection is closed or reset at eight points of the answer."""

CHUNKS: Mapping[str, Break] = {
    "last chunk missing": raw(lambda good: chunked(good.body, end=b"")),
    "last chunk cut": raw(lambda good: chunked(good.body, end=b"0\r\n")),
    "chunk shorter than it says": raw(lambda good: chunked(good.body, size=b"%x" % (2 * len(good.body)))),
    "chunk longer than it says": raw(lambda good: chunked(good.body, size=b"10")),
    "size of a chunk no number": raw(lambda good: chunked(good.body, size=b"xyz")),
    "size of a chunk negative": raw(lambda good: chunked(good.body, size=b"-1")),
}

LENGTHS: Mapping[str, Break] = {
    "length too great": lengthened(lambda length: length + 100),
    "length too small": lengthened(lambda length: length // 2),
    "length no number": lengthened(lambda length: -length),
    "length said twice": raw(
        lambda good: b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n" + good.body
    ),
    "no length and half a page": raw(
        lambda good: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + good.body[: len(good.body) // 2]
    ),
}

HEADS: Mapping[str, Break] = {
    "no HTTP": raw(lambda _: b"\x16\x03\x01\x02\x00 what is this\r\n\r\n"),
    "no status": raw(lambda good: b"HTTP/1.1 OK\r\n\r\n" + good.body),
    "body alone": raw(lambda good: good.body),
    "a header without end": raw(lambda good: b"HTTP/1.1 200 OK\r\nX: " + b"x" * 2**17 + b"\r\n\r\n" + good.body),
    "packed by its word alone": headed(Content_Encoding="gzip"),
}

WAITS: Mapping[str, Break] = {
    "no answer": lambda good: replace(good, delay=30),
    "head in drops": lambda good: Answer(raw=good.head() + good.body, drip=0.2),
    "body in drops": lambda good: replace(good, drip=0.2),
}
"""The answer would come, but later than we wait."""
