"""Requests and Beautiful Soup: `python -m benchmarks.peers.soup URL PAGES`."""

from __future__ import annotations

import sys
from typing import Any

from bs4 import BeautifulSoup, Tag
from requests import Session

from benchmarks.peers.cards import MARKER, address


def card(found: Tag, url: str, language: str) -> dict[str, Any]:
    """Return the fields of a publication."""
    title = found.select_one(".field-name-node-title h3 a")
    abstract = found.select_one(".field-name-field-abstract p")
    links = [(a, a.select_one("a")) for a in found.select(".field-name-field-authors .author")]
    return {
        "source_url": url,
        "page_language": language,
        "title": title and title.get_text(),
        "url": title and title["href"],
        "authors": [{"name": a.get_text(), "profile_url": link and link["href"]} for a, link in links],
        "abstract": " ".join(abstract.get_text().replace(MARKER, "").split()) if abstract else "",
        "date": (date := found.select_one(".field-name-field-date .field-item")) and date.get_text(),
        "venue": (venue := found.select_one(".field-name-field-venue .field-item")) and venue.get_text(),
    }


def main() -> None:
    """Read the listing and print the number of publications."""
    base, pages = sys.argv[1], int(sys.argv[2])
    items: list[dict[str, Any]] = []
    with Session() as session:
        for page in range(pages):
            url = address(base, page)
            soup = BeautifulSoup(session.get(url, timeout=30).content, "lxml")
            language = str(soup.html["lang"]) if soup.html else ""
            items += [card(found, url, language) for found in soup.select("div.node--type-publication")]
    print(len(items))


if __name__ == "__main__":
    main()
