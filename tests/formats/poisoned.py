"""A record that says the same hostile text wherever it can, between two harmless ones."""

from pubcrawl.items import Author, Link, Publication
from tests.formats.invented import publication
from tests.formats.payloads import on_one_line
from tests.formats.seen import Seen


def poisoned(payload: str) -> Publication:
    return publication(
        id="b" * 32,
        title=payload,
        abstract=payload,
        authors=(Author(name=payload, profile_url=f"https://a.example/{payload}"), Author(name="Liwen Quan")),
        venue=payload,
        status_raw=payload,
        doi=f"10.9999/{payload}",
        arxiv_id=payload,
        openreview_id=payload,
        url=f"https://a.example/{payload}",
        links=(Link(kind=payload, url=f"https://a.example/?q={payload}"), Link(kind="pdf", url=payload)),
        source_url=f"https://a.example/#{payload}",
        language="en",
        title_language="en",
    )


def between_neighbours(payload: str) -> list[Publication]:
    return [
        publication(id="a" * 32, title="Before"),
        poisoned(payload),
        publication(id="c" * 32, title="After"),
    ]


def as_read_again(payload: str) -> Seen:
    text = on_one_line(payload)
    return Seen(
        title=text or "[untitled]",
        authors=[*([text] if text else []), "Liwen Quan"],
        container=text or None,
        abstract=text or None,
    )
