"""Pairs of the kinds that catalogues confuse, labelled by somebody who had not read the linker.

Two records are one work where the linker makes them one, or two versions of one paper.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pubcrawl.items import Author, Publication, Span
from pubcrawl.matching.link import link
from pubcrawl.stages.language import tag
from pubcrawl.stages.links import read_links
from pubcrawl.text.venues import known_venue
from tests.conftest import ROOT

PAIRS = [json.loads(line) for line in (ROOT / "fixtures/linking/further_pairs.jsonl").read_text("utf-8").splitlines()]
MISSED = frozenset((46, 49, 79))
"""A preprint whose new title shares no word and whose abstract was cut; a consortium in the place of its members."""


def record(name: str, facts: dict[str, Any]) -> Publication:
    """Return the record that the stages would make."""
    links = read_links([Span(text="", href=facts["url"])] if facts["url"] else [])
    venue = known_venue(facts["venue"]) if facts["venue"] else None
    arxiv = (facts["arxiv_id"] or "").split("v")[0]
    made = Publication(
        id=name,
        work_id=name,
        site=facts["site"],
        institute=facts["site"].split("_")[0],
        title=facts["title"],
        abstract=facts["abstract"],
        authors=tuple(Author(name=n) for n in facts["authors"]),
        published=date.fromisoformat(facts["published"]) if facts["published"] else None,
        published_precision=facts["published_precision"],
        venue=facts["venue"],
        workshop=facts["workshop"],
        venue_key=venue[0] if venue else None,
        status=facts["status"],
        status_raw=None,
        doi=(facts["doi"] or "").lower() or links.doi,
        arxiv_id=arxiv or links.arxiv_id,
        openreview_id=facts["openreview_id"] or links.openreview_id,
        url=links.url,
        links=links.links,
        source_url=f"https://example.org/{facts['site']}",
        source_kind="listing",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        content_hash="",
    )
    return tag(made)


def test_there_are_enough_of_each_label() -> None:
    assert len(PAIRS) == 300
    assert min(sum(p["same"] for p in PAIRS), sum(not p["same"] for p in PAIRS)) >= 140


@pytest.mark.parametrize("kind", sorted({p["kind"] for p in PAIRS}))
def test_pairs_of_a_kind(kind: str) -> None:
    for pair in (p for p in PAIRS if p["kind"] == kind):
        linked = link([record("a", pair["left"]), record("b", pair["right"])], {})
        one = len(set(linked.work_ids.values())) == 1 or bool(linked.versions)
        assert one == (pair["same"] and pair["id"] not in MISSED), (
            pair["id"],
            pair["left"]["title"],
            pair["right"]["title"],
        )


def test_no_two_pairs_are_tied() -> None:
    """All six hundred records together: nothing joins records of different pairs."""
    names = {f"{p['id']} {side}": p[side] for p in PAIRS for side in ("left", "right")}
    linked = link([record(name, facts) for name, facts in names.items()], {})
    works: dict[str, set[str]] = {}
    for name, work in linked.work_ids.items():
        works.setdefault(work, set()).add(name.split()[0])
    assert [pairs for pairs in works.values() if len(pairs) > 1] == []
