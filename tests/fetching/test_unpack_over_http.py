"""Packed pages over real HTTP: an answer that is whole by its length and cut by its packing is asked for again."""

import gzip
from collections.abc import Mapping

import brotli
import pytest

from tests.battery.server import Answer, HostileServer
from tests.fetching.crawling import Crawl, crawl_each

PAGE = b"<!DOCTYPE html><html><p>" + b"A line of a page. " * 4000 + b"</p></html>"
ZIPPED, BROTLI = gzip.compress(PAGE), brotli.compress(PAGE)
MEMBERS = gzip.compress(PAGE[:9000]) + gzip.compress(PAGE[9000:])

CUT = {
    "half of gzip": ("gzip", ZIPPED[: len(ZIPPED) // 2]),
    "gzip without its trailer": ("gzip", ZIPPED[:-8]),
    "gzip without its last byte": ("gzip", ZIPPED[:-1]),
    "a first byte of a second member": ("gzip", gzip.compress(PAGE[:9000]) + b"\x1f"),
    "half of a second member": ("gzip", MEMBERS[:-20]),
    "half of brotli": ("br", BROTLI[: len(BROTLI) // 2]),
    "brotli without its last byte": ("br", BROTLI[:-1]),
}
WHOLE = {
    "gzip": ("gzip", ZIPPED),
    "gzip of two members": ("gzip", MEMBERS),
    "gzip and something behind it": ("gzip", ZIPPED + b"\n\0junk"),
    "brotli": ("br", BROTLI),
    "brotli and something behind it": ("br", BROTLI + b"\n\0junk"),
}

Served = Mapping[str, tuple[HostileServer, Crawl]]


@pytest.fixture(scope="module")
def served() -> Served:
    cases = {
        name: {"/a": Answer(headers={"Content-Encoding": encoding}, body=body)}
        for name, (encoding, body) in {**CUT, **WHOLE}.items()
    }
    return crawl_each(cases, ["/a"], settings={"RETRY_TIMES": 1})


@pytest.mark.parametrize("name", CUT)
def test_a_page_whose_packing_was_cut_is_asked_for_again_and_never_taken(served: Served, name: str) -> None:
    site, run = served[name]
    assert (run.got, run.said) == ([], ["the packed page ends before its end"])
    assert [path for path in site.paths if path == "/a"] == ["/a", "/a"]


@pytest.mark.parametrize("name", WHOLE)
def test_a_page_that_came_whole_is_taken(served: Served, name: str) -> None:
    _, run = served[name]
    assert (run.got, run.problems) == (["/a"], [])
