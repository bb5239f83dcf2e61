"""The spider of the plain project: what a tutorial writes. It runs in a project of its own and knows nothing of ours."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.http import Response


class PlainSpider(Spider):
    """Reads the list items of a page and follows its link to the next one."""

    name = "plain"

    def __init__(self, url: str, fails: str = "", **kwargs: Any) -> None:  # noqa: ANN401  scrapy's arguments
        super().__init__(**kwargs)
        self.start_urls = [url]
        self.allowed_domains = [urlsplit(url).hostname or ""]
        self.fails = bool(fails)

    def parse(self, response: Response) -> Iterator[Any]:
        if "json" in (response.headers.get("Content-Type") or b"").decode():
            yield from ({"title": title} for title in response.json())  # type: ignore[attr-defined]  # it is text
            return
        for item in response.css("li"):
            title = item.css("::text").get()
            if self.fails:
                raise ValueError(f"no date in {title}")
            yield {"title": title}
        for href in response.css("a.next::attr(href)").getall():
            yield response.follow(href)
