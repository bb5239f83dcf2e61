"""Real pages, kept as plain text beside the checkout: what they hold, as counts, dates, venues and lengths."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from pubcrawl.items import Publication
from pubcrawl.text.furniture import holds_furniture
from pubcrawl.verbs.extract import extract

LISTING, PROFILE, ROUNDUP = "mila_en_listing.txt", "mila_fr_profile.txt", "amii_roundup_iclr_2026.txt"
SITES = {LISTING: "mila_en", PROFILE: "mila_fr", ROUNDUP: "amii"}
ICLR = "International Conference on Learning Representations"


def read(seeds: Path, name: str) -> tuple[Publication, ...]:
    found = extract(seeds / name, SITES[name])
    assert found.refused == ()
    return found.publications


def shape(publication: Publication) -> tuple[object, ...]:
    day = publication.published.isoformat() if publication.published else None
    return (publication.title is not None, day, publication.workshop, publication.status, len(publication.authors))


def test_the_listing(seeds: Path) -> None:
    found = read(seeds, LISTING)
    assert [shape(p) for p in found] == [
        (True, None, None, None, 0),
        (False, "2026-03-02", "AI4Mat", "poster", 0),
        (False, "2026-03-02", "World Models", "published", 0),
        (False, "2026-03-02", "MM_Intelligence", "poster", 0),
        (False, None, None, None, 0),
        (False, None, None, None, 0),
        (False, "2026-03-02", "GRaM", "poster", 0),
        (True, None, None, None, 0),
        (False, "2026-03-02", "World Models", "published", 0),
        (False, "2026-03-02", "LLA", "poster", 0),
        (True, "2026-03-02", "LIT", "accepted", 5),
    ]
    assert {p.venue for p in found if p.published} == {ICLR}
    assert {p.published_precision for p in found if p.published} == {"day"}
    assert [len(p.abstract or "") for p in found] == [1073, 730, 493, 1036, 2556, 1123, 230, 2090, 1257, 1227, 1163]


def test_the_profile(seeds: Path) -> None:
    found = read(seeds, PROFILE)
    assert [shape(p) for p in found] == [
        (False, "2026-01-01", None, "accepted", 0),
        (False, "2026-01-01", None, "poster", 0),
        (False, None, None, None, 0),
        (False, None, None, None, 0),
        (False, None, None, None, 0),
        (False, None, None, None, 0),
        (False, "2025-01-22", None, "poster", 0),
        (False, None, None, None, 0),
        (False, None, None, None, 0),
        (False, None, None, None, 0),
    ]
    assert [p.status_raw for p in found if p.status] == ["Accept (regular)", "Accept (Poster)", "poster"]
    assert [p.venue_key for p in found if p.venue] == ["ICML", "ICLR", "ICLR"]
    assert [p.published_precision for p in found if p.published] == ["year", "year", "day"]
    assert [len(p.abstract or "") for p in found] == [1367, 1019, 1025, 457, 1018, 807, 1125, 1158, 1587, 1004]
    assert len({p.id for p in found}) == len(found)


def test_the_roundup(seeds: Path) -> None:
    found = read(seeds, ROUNDUP)
    assert len(found) == 16
    assert all(p.title for p in found)
    names = [a for p in found for a in p.authors]
    assert (len(names), sum(a.affiliated is True for a in names), sum(a.affiliated is False for a in names)) == (
        85,
        30,
        0,
    )
    assert [i for i, p in enumerate(found) if p.abstract is None] == [5, 10, 15]
    flags = Counter(f for p in found for f in p.flags)
    assert (flags["abstract_repeated"], flags["authors_repeated"], flags["workshop_unnamed"]) == (3, 1, 1)
    assert [i for i, p in enumerate(found) if "authors_repeated" in p.flags] == [10]
    assert {p.venue for p in found} == {ICLR}
    assert [p.status for p in found] == ["accepted"] * 15 + [None]
    digest = hashlib.sha256("\n".join(a.name for a in names).encode()).hexdigest()
    assert digest == "bbf972b9960e74a2700d0d64d20029dcdeabfdec21591c2aae5a388cb0f7a289"


@pytest.mark.parametrize("name", SITES)
def test_no_abstract_holds_what_is_not_its_own(seeds: Path, name: str) -> None:
    found = read(seeds, name)
    abstracts = [p.abstract for p in found if p.abstract]
    assert len(set(abstracts)) == len(abstracts)
    for abstract in abstracts:
        assert not holds_furniture(abstract)
        assert "(see more)" not in abstract
        assert "(voir plus)" not in abstract
        assert not any(
            other[:60] in abstract for other in abstracts if other != abstract and other[:60] != abstract[:60]
        )
        assert not any(p.title and p.title in abstract for p in found)
    assert {p.abstract_language for p in found if p.abstract} == {"en"}


def test_no_abstract_is_cut_short(seeds: Path) -> None:
    """Cleaning may take out markup, never a word: nine letters in ten of every abstract are still there."""
    for name, site in SITES.items():
        found = extract(seeds / name, site)
        for raw, publication in zip(found.raws, found.publications, strict=True):
            if publication.abstract and raw.abstract:
                before = sum(c.isalpha() for c in raw.abstract)
                after = sum(c.isalpha() for c in publication.abstract)
                assert after >= 0.97 * before - len("see more voir plus")
