"""Answers made to exhaust the machine that reads them: packed, nested, repeated, or long beyond reason."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import partial

import brotli

from tests.battery.scene import fixture
from tests.battery.server import Answer

MIB = 2**20
MOST = 4 * MIB - 40_000
"""Bytes of the largest answers: just what a page may have, its cards included."""

LISTING = "/en/research/publications"

Attack = Callable[[], Answer]


def alone(inner: bytes, head: bytes = b"") -> Answer:
    """A listing with nothing but this under its heading."""
    start = b'<!DOCTYPE html><html lang="en"><head>%b<title>Publications | Mila</title></head>' % head
    return Answer(body=start + b"<body><main><h1>Publications</h1>%b</main></body></html>" % inner)


def among(inner: bytes) -> Answer:
    """The true listing, with this behind its cards."""
    return Answer(body=fixture("mila_en")[LISTING].body.replace(b"</main>", inner + b"</main>", 1))


def instead(old: str, new: str) -> Answer:
    """The true listing, with a text of one of its cards replaced wherever it stands."""
    body = fixture("mila_en")[LISTING].body
    assert old.encode() in body
    return Answer(body=body.replace(old.encode(), new.encode()))


def many(unit: bytes | str, most: int = MOST) -> bytes:
    """A unit as often as it fits into so many bytes."""
    unit = unit.encode() if isinstance(unit, str) else unit
    return unit * (most // len(unit))


def packed(encoding: str, body: bytes) -> Answer:
    return Answer(headers={"Content-Encoding": encoding}, body=body)


def zeros() -> Iterator[bytes]:
    return (bytes(MIB) for _ in range(900))


def gzip_zeros() -> bytes:
    """900 MiB, each of them a member of its own, which is made at once and read as one file."""
    return gzip.compress(bytes(MIB)) * 900


def gzip_layers(count: int) -> bytes:
    body = b"<p>page</p>"
    for _ in range(count):
        body = gzip.compress(body)
    return body


def zlib_zeros() -> bytes:
    packer = zlib.compressobj()
    return b"".join([*map(packer.compress, zeros()), packer.flush()])


def brotli_zeros() -> bytes:
    packer = brotli.Compressor(quality=2)  # the best takes a minute
    return b"".join([*map(packer.process, zeros()), packer.finish()])


def zstd_zeros() -> bytes:
    """900 MiB as blocks of 128 KiB that say one byte and how often to repeat it."""
    magic_and_window = bytes.fromhex("28b52ffd 00 38")
    sizes = [(2**17 << 3 | 1 << 1 | (n == 7199)).to_bytes(3, "little") + b"\0" for n in range(7200)]
    return magic_and_window + b"".join(sizes)


def attributes(count: int) -> bytes:
    return b" ".join(b"a%x" % n for n in range(count))


def laughs(root: str) -> bytes:
    """Entities that each say the one before ten times: a thousand million characters in all."""
    said = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {root} [<!ENTITY a0 "ha">{said}]>'.encode()


def chunked(body: bytes) -> Answer:
    """An answer that does not say how long it is."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunks = (body[at : at + 65536] for at in range(0, len(body), 65536))
    return Answer(raw=head + b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n")


PACKED: dict[str, Attack] = {
    "gzip of 900 MiB": lambda: packed("gzip", gzip_zeros()),
    "deflate of 900 MiB": lambda: packed("deflate", zlib_zeros()),
    "brotli of 900 MiB": lambda: packed("br", brotli_zeros()),
    "zstd of 900 MiB": lambda: packed("zstd", zstd_zeros()),
    "gzip of gzip of 900 MiB": lambda: packed("gzip, gzip", gzip.compress(gzip_zeros())),
    "17 layers of gzip": lambda: packed(", ".join(["gzip"] * 17), gzip_layers(17)),
    "3,000 layers of gzip": lambda: packed(",".join(["gzip"] * 3000), gzip_layers(60)),
}
"""What a decoder may choke on."""

ENDLESS: dict[str, Attack] = {
    "5 MiB": lambda: Answer(body=many(b"<p>page</p>", 5 * MIB)),
    "30 MiB of unknown length": lambda: chunked(many(b"<p>page</p>", 30 * MIB)),
    "a header of 10 MiB": lambda: Answer(headers={"X-Long": "a" * (10 * MIB)}),
}
"""What comes over the wire and is too much."""

BUILT: dict[str, Attack] = {
    "100,000 elements deep": lambda: alone(b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000),
    "100,000 elements deep with texts": lambda: alone(b"<div>a" * 100_000 + b"</div>" * 100_000),
    "100,000 inline elements deep": lambda: alone(b"<p>" + b"<b>a" * 100_000),
    "tables in tables": lambda: alone(many(b"<table><tr><td>a")),
    "a million elements": lambda: alone(many(b"<p>a")),
    "a million line breaks": lambda: alone(many(b"<br>")),
    "a row of a million cells": lambda: alone(b"<table><tr>" + many(b"<td>")),
    "a million options": lambda: alone(b"<select>" + many(b"<option>")),
    "a million attributes": lambda: alone(b"<p " + attributes(550_000) + b">page</p>"),
    "attributes behind a title": lambda: alone(b"<p " + attributes(200_000) + b'>">', head=b'<title><a b="</title>'),
    "attributes on every element": lambda: alone(many(b"<p class=a id=b lang=c title=d dir=e>x</p>")),
    "100,000 links": lambda: among(b"".join(b'<a href="?page=%d">%d</a>' % (n, n) for n in range(100_000))),
    "100,000 cards": lambda: among(many(b"<div><h3>A title</h3><p>2026-01-01</p><p>ICLR (poster)</p></div>")),
    "300 times the list": lambda: among(many(fixture("mila_en")[LISTING].body.partition(b"</h1>")[2])),
    "a million end tags": lambda: among(b"<i>" * 1900 + many(b"</p>")),
    "50,000 end tags, 1,900 deep": lambda: alone(b"<i>" * 1900 + b"</p>" * 40_000 + b"<p>a" * 50_000),
    "100,000 lists in lists": lambda: alone(many(b"<ul><li>a")),
}
"""Pages whose elements are too many or too deep to be kept in memory."""

WORDY: dict[str, Attack] = {
    "a text of 4 MiB": lambda: alone(b"<p>" + many(b"a") + b"</p>"),
    "a paragraph of 4 MiB": lambda: alone(b"<p>" + many(b"to be or not to be, ") + b"</p>"),
    "4 MiB of characters by number": lambda: alone(b"<p>" + many(b"&#x41;") + b"</p>"),
    "4 MiB of zeros": lambda: Answer(body=bytes(MOST)),
    "a million see-more markers": lambda: among(b"<p>" + many("a… (see more)") + b"</p>"),
    "a title of 4 MiB": lambda: instead("Small Rehearsal Buffers", many("Small Buffers ").decode()),
}
"""Pages whose texts are too long."""

HARMLESS: dict[str, Attack] = {
    "4 MiB of spaces": lambda: among(b"<p>a" + many(b" ") + b"b</p>"),
    "4 MiB of line breaks": lambda: among(b"<p>a" + many(b"\n") + b"b</p>"),
    "4 MiB of comments": lambda: among(many(b"<!--a-->")),
    "4 MiB of brackets": lambda: among(b"<p>" + many(b"(", MOST // 2) + many(b")", MOST // 2) + b"</p>"),
    "4 MiB of names": lambda: among(b"<p>" + many(b"Ann Lee, ") + b"</p>"),
    "4 MiB of class words": lambda: among(b'<p class="' + attributes(500_000) + b'">a</p>'),
    "an entity bomb": lambda: among(laughs("html") + b"<p>&a9;</p>"),
    "a script of 4 MiB": lambda: among(b"<script>" + many(b"if (a<b) c(); ") + b"</script>"),
    "an address of 4 MiB": lambda: among(b'<a href="/' + many(b"a/") + b'">a</a>'),
    "20,000 headers": lambda: Answer(headers={f"X-{n}": "a" * 90 for n in range(20_000)}, body=among(b"").body),
}
"""What costs little, and the cards of the page are read all the same."""

ROUNDUP = "https://www.amii.ca/updates-insights/amii"


def sitemap(more: bytes, before: bytes = b"") -> Answer:
    """The true sitemap, with this behind its entries, or before all of it."""
    answer = fixture("amii")["/sitemap.xml"]
    declared, rest = answer.body.split(b"\n", 1)
    body = declared + before + rest.replace(b"</urlset>", more + b"</urlset>")
    return Answer(headers=answer.headers, body=body)


def robots(body: bytes, encoding: str = "") -> Answer:
    headers = {"Content-Type": "text/plain"} | ({"Content-Encoding": encoding} if encoding else {})
    return Answer(headers=headers, body=body)


SITEMAPS: dict[str, Attack] = {
    "a sitemap of 50,000 addresses": lambda: sitemap(
        b"".join(b"<url><loc>https://www.amii.ca/post-%d</loc></url>" % n for n in range(50_000))
    ),
    "a sitemap with an entity bomb": lambda: sitemap(
        b"<url><loc>https://www.amii.ca/&a9;</loc></url>", laughs("urlset")
    ),
    "a sitemap with an address of 4 MiB": lambda: sitemap(
        b"<url><loc>%b-a%b</loc></url>" % (ROUNDUP.encode(), many(b"-a", 4_100_000))
    ),
    "a sitemap 100,000 elements deep": lambda: sitemap(b"<a>" * 100_000),
}
"""What stands behind the true addresses; they are read all the same."""

ROBOTS: dict[str, Attack] = {
    "a robots.txt of 5 MiB": lambda: robots(many(b"Disallow: /a\n", 5 * MIB)),
    "a robots.txt of 900 MiB": lambda: robots(gzip_zeros(), "gzip"),
}
"""What closes the site."""

_UNITS: dict[str, str] = {
    "brackets": "(",
    "spaces": " ",
    "stars": "*a",
    "commas": "Ann Lee, ",
    "commands": "\\emph{",
    "formulas": "$a",
    "mojibake": "Ã©",
}
_FIELDS: dict[str, str] = {
    "a title": "Small Rehearsal Buffers",
    "an abstract": "forty times larger",
    "the authors": "Jonas Pellworth",
    "a venue": "International Conference on Learning Representations (poster)",
}


def _trapped(text: str, unit: str) -> Answer:
    return instead(text, f"{many(unit, 45_000).decode()} {text}")


TRAPS: dict[str, Attack] = {
    f"{trap} in {field}": partial(_trapped, text, unit)
    for field, text in _FIELDS.items()
    for trap, unit in _UNITS.items()
}
"""Texts made for patterns that try every way there is, in every field of a card, and short enough to be read."""
