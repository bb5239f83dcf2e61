"""Generated fields: any text where a date, a name, a venue line, a link or an abstract is expected."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pubcrawl.items import Draft, RawPublication, Span
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.authors import LONGEST_NAME, read_authors
from pubcrawl.stages.clean import clean
from pubcrawl.stages.dates import read_date
from pubcrawl.stages.detectors import LANGUAGES
from pubcrawl.stages.identity import content_hash
from pubcrawl.stages.language import UNDETERMINED, tag
from pubcrawl.stages.links import read_links
from pubcrawl.stages.validate import problems
from pubcrawl.stages.venue import read_venue
from pubcrawl.text.address import canonical
from pubcrawl.text.prose import clean_line, clean_prose
from pubcrawl.text.statuses import STATUSES
from tests.battery.seed import SEED
from tests.battery.wild_reading import ADDRESSES, same_everywhere, survives
from tests.battery.wild_words import CHARACTERS, CUES, FLOODS, LINKS
from tests.formats.payloads import PAYLOADS

pytestmark = pytest.mark.family("R13")

Record = Callable[[str, object], None]
Property = Callable[..., None]

INSTITUTES = {page.institute.name: page.institute for page in (AmiiPage, MilaPage)}

FEW, MANY = 60, 2000
"""Generated cases of a property, in CI and at night."""


def from_bytes(text: str) -> str:
    """A text as reading bytes gives it: no half of a surrogate pair."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


shorts = st.one_of(st.sampled_from((*CUES, *CHARACTERS, *PAYLOADS)), st.text(max_size=30))
floods = st.sampled_from(sorted(FLOODS.values()))
words = st.one_of(*[shorts] * 9, floods)
texts = st.lists(words, max_size=5).map("".join).map(from_bytes)
addresses = st.one_of(
    st.sampled_from(LINKS),
    st.builds("https://{}/{}".format, st.sampled_from(("doi.org", "arxiv.org", "openreview.net", "a.example", "[x")), texts),
    st.builds("https://mila.quebec/en/directory/{}".format, texts),
    texts,
)  # fmt: skip
spans = st.builds(Span, text=texts, href=st.none() | addresses)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda t: t.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001  the zone follows
raws = st.builds(
    RawPublication,
    site=st.sampled_from(sorted(ADDRESSES)),
    institute=st.sampled_from(sorted(INSTITUTES)),
    source_url=st.sampled_from(sorted(ADDRESSES.values())),
    source_kind=st.sampled_from(("listing", "profile", "roundup")),
    page_language=st.sampled_from((None, "en", "fr")),
    fetched_at=moments,
    position=st.integers(0, 99),
    title=st.none() | texts,
    authors=st.lists(spans, max_size=5).map(tuple),
    abstract=st.none() | texts,
    date=st.none() | texts | st.dates().map(date.isoformat),
    venue=st.none() | texts,
    section=st.none() | texts,
    links=st.lists(spans, max_size=4).map(tuple),
)


def is_plain(text: str) -> bool:
    """A text on one line without what steers, hides or breaks."""
    return all(unicodedata.category(c) not in ("Cc", "Cs") for c in text) and len(text.splitlines()) <= 1


def any_record_is_valid_or_refused(raw: RawPublication) -> None:
    made = tag(clean(raw, INSTITUTES[raw.institute]))
    assert made == tag(clean(raw, INSTITUTES[raw.institute]))
    assert made.content_hash == content_hash(made)
    reasons = problems(made)
    survives(Draft(raw=raw, publication=made), reasons)
    if not reasons:
        same_everywhere([made])
        assert all(map(is_plain, filter(None, (made.title, made.abstract, made.venue, made.workshop))))
    assert made.language in {*LANGUAGES, UNDETERMINED}


def cleaning_what_is_clean_changes_nothing(text: str) -> None:
    prose = clean_prose(text).text
    assert clean_prose(prose).text == prose
    assert clean_line(clean_line(text)) == clean_line(text)
    assert is_plain(prose)
    assert is_plain(clean_line(text))


def any_date_is_read_or_doubted(text: str) -> None:
    found = read_date(clean_line(text))
    assert (found.date is None) == (found.precision is None)
    assert found.date is not None or not clean_line(text) or found.flags == ("date_unreadable",)


def every_day_is_read(day: date) -> None:
    expected = None if day == date(2000, 1, 1) else day  # what collectors store where they know nothing
    assert read_date(day.isoformat()).date == expected


def any_author_line_gives_names(line: list[Span], institute: str) -> None:
    found = read_authors(line, institute=INSTITUTES[institute], source_url=ADDRESSES["mila_en"])
    for author in found.authors:
        assert author.name == author.name.strip()
        assert author.name
        assert is_plain(author.name)
        assert author.profile_url is None or canonical(author.profile_url) == author.profile_url
        assert len(author.name) <= LONGEST_NAME


def any_venue_line_is_taken_apart(line: str, section: str | None) -> None:
    found = read_venue(clean_line(line), clean_line(section or ""))
    assert found.status in (None, *STATUSES)
    assert found.venue_key is None or found.venue
    for part in (found.venue, found.workshop):
        assert part is None or part in clean_line(line)


def any_link_is_an_address_or_left_out(hrefs: list[str]) -> None:
    found = read_links([Span(text="x", href=href) for href in hrefs])
    for link in found.links:
        assert link.url.startswith(("http://", "https://"))
        assert canonical(link.url) is not None
    assert found.url is None or canonical(found.url) is not None
    assert bool(found.url) >= bool(found.links)


PROPERTIES: list[tuple[Property, dict[str, st.SearchStrategy[Any]]]] = [
    (any_record_is_valid_or_refused, {"raw": raws}),
    (cleaning_what_is_clean_changes_nothing, {"text": texts}),
    (any_date_is_read_or_doubted, {"text": texts}),
    (every_day_is_read, {"day": st.dates(date(1900, 1, 1), date(2199, 12, 31))}),
    (
        any_author_line_gives_names,
        {"line": st.lists(spans, max_size=6), "institute": st.sampled_from(sorted(INSTITUTES))},
    ),
    (any_venue_line_is_taken_apart, {"line": texts, "section": st.none() | texts}),
    (any_link_is_an_address_or_left_out, {"hrefs": st.lists(addresses, max_size=6)}),
]
_each = pytest.mark.parametrize(("holds", "values"), PROPERTIES, ids=[holds.__name__ for holds, _ in PROPERTIES])


def generated(holds: Property, values: dict[str, st.SearchStrategy[Any]], count: int) -> None:
    often = settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    hypothesis.seed(SEED)(often(given(**values)(holds)))()


@_each
def test_what_holds_of_any_field(
    holds: Property, values: dict[str, st.SearchStrategy[Any]], record_property: Record
) -> None:
    record_property("cases", FEW)
    generated(holds, values, FEW)


@pytest.mark.long
@_each
def test_what_holds_of_thousands(
    holds: Property, values: dict[str, st.SearchStrategy[Any]], record_property: Record
) -> None:
    record_property("cases", MANY)
    generated(holds, values, MANY)
