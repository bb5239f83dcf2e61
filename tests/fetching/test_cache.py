"""Pages kept for conditional requests: given back as they were, and never in part."""

import errno
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.settings import Settings
from scrapy.utils.request import RequestFingerprinter

from pubcrawl.fetching.cache import KeptPages
from pubcrawl.storage.atomic import StorageError
from tests.battery.disk import Disk, Fault, watched

pytestmark = pytest.mark.family("R9")

URL = "https://mila.example/en/publications?page=3"
ASKED = Request(URL)
HEADERS = {"Content-Type": "text/html; charset=utf-8", "ETag": '"é"'.encode("latin-1"), "Link": ["<a>", "<b>"]}
PAGE = HtmlResponse(URL, status=200, headers=HEADERS, body="<p>Une page\n\nen français\x00</p>".encode())
OTHER = PAGE.replace(body=b"<p>Another, and it is longer than the one before</p>")


@pytest.fixture
def spider() -> Any:  # noqa: ANN401  what the storage needs of one
    return SimpleNamespace(name="mila_en", crawler=SimpleNamespace(request_fingerprinter=RequestFingerprinter()))


@pytest.fixture
def pages(tmp_path: Path, spider: Any) -> Iterator[KeptPages]:  # noqa: ANN401  see above
    storage = KeptPages(Settings({"HTTPCACHE_DIR": str(tmp_path / "cache")}))
    storage.open_spider(spider)
    yield storage
    storage.close_spider(spider)


def told(response: Response | None) -> tuple[object, ...] | None:
    if response is None:
        return None
    return type(response), response.url, response.status, dict(response.headers.items()), response.body


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        TextResponse(URL, status=404, headers={"Content-Type": "text/plain"}, body=b"gone"),
        Response(URL, headers={"Content-Type": "image/png"}, body=b"\x89PNG\n\x00\x01\x02"),
        TextResponse(URL, headers={"Content-Type": "text/plain"}),
    ],
    ids=["a page", "text", "a picture", "nothing"],
)
def test_a_page_comes_back_as_it_was(pages: KeptPages, spider: Any, page: Response) -> None:  # noqa: ANN401
    assert pages.retrieve_response(spider, ASKED) is None
    pages.store_response(spider, ASKED, page)
    assert told(pages.retrieve_response(spider, ASKED)) == told(page)
    assert pages.retrieve_response(spider, Request(URL + "3")) is None


def test_the_next_page_takes_the_place_of_the_last(pages: KeptPages, spider: Any, tmp_path: Path) -> None:  # noqa: ANN401
    for page in (OTHER, PAGE):
        pages.store_response(spider, ASKED, page)
    assert told(pages.retrieve_response(spider, ASKED)) == told(PAGE)
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_a_disk_that_refuses_leaves_a_whole_page(
    pages: KeptPages,
    spider: Any,  # noqa: ANN401  see above
    tmp_path: Path,
    record_property: Any,  # noqa: ANN401  pytest's
) -> None:
    pages.store_response(spider, ASKED, PAGE)
    with watched(Disk(tmp_path)) as counted:
        pages.store_response(spider, ASKED, OTHER)
    assert len(counted.calls) == 7  # the folder, the part, its mode, its bytes and fsync, the name, the folder's fsync
    for at in range(1, len(counted.calls) + 1):
        pages.store_response(spider, ASKED, PAGE)
        fault = Fault(at=at, act="refuse", number=errno.ENOSPC, lasting=True)
        with watched(Disk(tmp_path, fault)), pytest.raises(StorageError, match="No space left on device"):
            pages.store_response(spider, ASKED, OTHER)
        assert told(pages.retrieve_response(spider, ASKED)) in (told(PAGE), told(OTHER))
    record_property("cases", len(counted.calls))


@pytest.mark.parametrize("left", [0, 1, 40, -1])
def test_a_page_that_was_cut_is_no_page(pages: KeptPages, spider: Any, tmp_path: Path, left: int) -> None:  # noqa: ANN401
    pages.store_response(spider, ASKED, PAGE)
    (path,) = tmp_path.rglob("*.page")
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(ValueError, match=r"expected|bytes of|empty|EOF|end of"):
        pages.retrieve_response(spider, ASKED)
