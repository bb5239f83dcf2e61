"""Bodies taken out of their packing: byte for byte, or not at all."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError
from scrapy.http import HtmlResponse, Response, TextResponse

from pubcrawl.fetching.unpack import unpacked

PAGE = ('<!DOCTYPE html><html lang="fr"><p>Réseaux d\'écoute, ' + "à l'aube, " * 2000 + "</p></html>").encode()
MOST = 2**20

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZip": gzip.compress,
    "br": brotli.compress,
    "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)),
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
    "identity, gzip": gzip.compress,
}


def response(body: bytes, encoding: str, status: int = 200, kind: str = "text/html; charset=utf-8") -> Response:
    headers = {"Content-Encoding": encoding, "Content-Type": kind, "ETag": '"a"'}
    return Response("https://mila.example/", status=status, headers=headers, body=body)


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_whole_body_comes_out_as_it_was(encoding: str) -> None:
    found = unpacked(response(PACKERS[encoding](PAGE), encoding), MOST)
    assert (type(found), found.body, found.status, found.url) == (HtmlResponse, PAGE, 200, "https://mila.example/")
    assert (found.headers.get("Content-Encoding"), found.headers.get("ETag")) == (None, b'"a"')
    assert isinstance(found, TextResponse)
    assert found.text == PAGE.decode()


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_body_that_was_cut_anywhere_is_none(encoding: str) -> None:
    packed = PACKERS[encoding](PAGE)
    for end in range(1, len(packed)):
        with pytest.raises(ResponseDataLossError):
            unpacked(response(packed[:end], encoding), MOST)


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_damaged_body_is_none(encoding: str) -> None:
    packed = bytearray(PACKERS[encoding](PAGE))
    packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(ResponseDataLossError):
        unpacked(response(bytes(packed), encoding), MOST)


def test_a_gzip_file_may_have_members_and_something_behind_them() -> None:
    packed = gzip.compress(PAGE[:100]) + gzip.compress(b"") + gzip.compress(PAGE[100:]) + bytes(512)
    assert unpacked(response(packed, "gzip"), MOST).body == PAGE


def test_a_gzip_file_that_was_cut_anywhere_in_a_later_member_is_none() -> None:
    first, last = gzip.compress(PAGE[:100]), gzip.compress(PAGE[100:])
    for end in range(1, len(last)):
        with pytest.raises(ResponseDataLossError):
            unpacked(response(first + last[:end], "gzip"), MOST)


@pytest.mark.parametrize("page", [PAGE, PAGE * 40], ids=["small", "large"])
@pytest.mark.parametrize("behind", [b"\n", bytes(512), b"</html>", brotli.compress(b"more")])
def test_what_follows_a_brotli_stream_is_no_part_of_it(page: bytes, behind: bytes) -> None:
    assert unpacked(response(brotli.compress(page) + behind, "br"), MOST).body == page


@pytest.mark.parametrize("size", [0, 1])
def test_a_body_may_have_just_so_many_bytes(size: int) -> None:
    packed = response(gzip.compress(bytes(1000 + size)), "gzip")
    if size:
        with pytest.raises(DownloadCancelledError, match=r"^the page unpacks to more than 1000 bytes$"):
            unpacked(packed, 1000)
    else:
        assert unpacked(packed, 1000).body == bytes(1000)


@pytest.mark.parametrize("encoding", ["deflate", "zstd", "compress", "gzip, foo", "gzip, gzip, gzip"])
def test_what_we_did_not_ask_for_is_not_tried(encoding: str) -> None:
    with pytest.raises(DownloadCancelledError, match=f"^the page is encoded as {encoding}, which we do not read$"):
        unpacked(response(zlib.compress(PAGE), encoding), MOST)


@pytest.mark.parametrize(
    "plain",
    [
        response(PAGE, ""),
        response(PAGE, "identity"),
        response(b"", "gzip"),
        response(b"\x1f\x8b", "gzip", status=503),
        response(b"", "gzip", status=304),
    ],
    ids=["no encoding", "identity", "no body", "an error", "not modified"],
)
def test_what_nobody_has_to_unpack_stays_as_it_is(plain: Response) -> None:
    assert unpacked(plain, 10) is plain
