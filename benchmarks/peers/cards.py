"""The publications of a generated page by CSS, one selector a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parsel import Selector
    from scrapy.http import Response

LISTING = "/en/research/publications"
MARKER = "… (see more)"


def address(base: str, page: int) -> str:
    """Return the address of a page of the listing; the first has no number."""
    return f"{base}{LISTING}?page={page}" if page else base + LISTING


def cards(page: Selector | Response, url: str) -> Iterator[dict[str, Any]]:
    """Yield a dictionary a publication; no text is cleaned but for white space and the see-more marker."""
    language = page.css("html::attr(lang)").get()
    for card in page.css("div.node--type-publication"):
        abstract = "".join(card.css(".field-name-field-abstract p ::text").getall())
        yield {
            "source_url": url,
            "page_language": language,
            "title": card.css(".field-name-node-title h3 a::text").get(),
            "url": card.css(".field-name-node-title h3 a::attr(href)").get(),
            "authors": [
                {"name": a.css("::text").get(), "profile_url": a.css("a::attr(href)").get()}
                for a in card.css(".field-name-field-authors .author")
            ],
            "abstract": " ".join(abstract.replace(MARKER, "").split()),
            "date": card.css(".field-name-field-date .field-item::text").get(),
            "venue": card.css(".field-name-field-venue .field-item::text").get(),
        }
