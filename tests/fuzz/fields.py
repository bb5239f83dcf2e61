"""Fuzz target: any text in the fields of a publication, cleaned, tagged and validated."""

from collections.abc import Iterator

from pubcrawl.items import Draft, RawPublication, Span
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.clean import clean
from pubcrawl.stages.language import tag
from pubcrawl.stages.validate import problems
from pubcrawl.text.prose import clean_line, clean_prose
from tests.battery.wild_reading import ADDRESSES, same_everywhere, survives
from tests.battery.wild_words import CHARACTERS, CUES
from tests.formats.payloads import PAYLOADS
from tests.records import NOON

_PARTING = "\x1e"
_FIELDS = 8


def one(data: bytes) -> None:
    """Clean a publication whose fields are the parts of a text."""
    text = data.decode("utf-8", "ignore")
    title, name, profile, abstract, printed, venue, section, href, *_ = (*text.split(_PARTING), *[""] * _FIELDS)
    raw = RawPublication(
        site="mila_en",
        institute="mila",
        source_url=ADDRESSES["mila_en"],
        source_kind="listing",
        page_language="en",
        fetched_at=NOON,
        position=0,
        title=title or None,
        authors=(Span(text=name, href=profile or None), Span(text="\n"), Span(text=name)),
        abstract=abstract or None,
        date=printed or None,
        venue=venue or None,
        section=section or None,
        links=(Span(text="x", href=href),),
    )
    made = tag(clean(raw, MilaPage.institute))
    reasons = problems(made)
    survives(Draft(raw=raw, publication=made), reasons)
    if not reasons:
        same_everywhere([made])
    prose = clean_prose(text).text
    assert clean_prose(prose).text == prose
    assert clean_line(clean_line(text)) == clean_line(text)


def seeds() -> Iterator[bytes]:
    """Texts to start from."""
    for text in (*CUES, *CHARACTERS, *PAYLOADS):
        yield _PARTING.join([text] * _FIELDS).encode("utf-8", "ignore")
    yield _PARTING.join(
        ("A Title", "Al Bo", "/en/directory/al-bo", "We show.", "2026-01-02", "ICLR (poster)", "", "https://a.example")
    ).encode()
