"""The same publications in many markups give the same records: every field of every one of them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import Publication, RawPublication
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.body import read
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.clean import clean
from pubcrawl.text.marker import MARKER, remove_marker
from tests.authoring.abstracts import Toggle
from tests.authoring.frame import Kind
from tests.authoring.layouts import MILA_MARKUPS
from tests.authoring.markups import render
from tests.authoring.publications import (
    ExpectedPublication,
    InventedPublication,
    Language,
    expected,
    publications,
)
from tests.authoring.roundups import ROUNDUP_MARKUPS, ROUNDUPS, Roundup, RoundupMarkup, render_roundup

WHEN = datetime(2026, 6, 1, tzinfo=UTC)
PATHS = {
    ("en", "listing"): "/en/research/publications",
    ("fr", "listing"): "/fr/recherche/publications",
    ("en", "profile"): "/en/directory/noemie-tessier-vallee",
    ("fr", "profile"): "/fr/annuaire/noemie-tessier-vallee",
}
KINDS: tuple[Kind, ...] = ("listing", "profile")
TOGGLES: tuple[Toggle, ...] = ("button", "link", "spans", "text", "script")


def mila_records(html: str, language: Language, kind: str = "listing") -> tuple[RawPublication, ...]:
    document = read(html.encode(), "https://mila.quebec" + PATHS[language, kind])
    return MilaPage(document, f"mila_{language}").records(WHEN)


def flat(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def names(raw: RawPublication) -> list[tuple[str, str | None]]:
    found = []
    for run in raw.authors:
        path = run.href.removeprefix("https://mila.quebec") if run.href else None
        found += [(n.strip(), path) for n in re.split(r",|\n", run.text) if n.strip()]
    return found


def facts(raw: RawPublication, title_href: str | None) -> dict[str, object]:
    return {
        "title": flat(raw.title),
        "authors": names(raw),
        "abstract": flat(MARKER.sub("", raw.abstract, count=1)) if raw.abstract else None,
        "date": raw.date,
        "venue": flat(raw.venue),
        "links": [r.href for r in raw.links if r.href != title_href],
        "flags": raw.flags,
    }


def wanted(truth: ExpectedPublication) -> dict[str, object]:
    return {
        "title": flat(truth.title),
        "authors": [(a.name, a.profile_path) for a in truth.authors],
        "abstract": flat(truth.abstract),
        "date": truth.date,
        "venue": flat(truth.venue_line),
        "links": [href for _, href in truth.links],
        "flags": () if truth.title else ("title_missing",),
    }


def pages_of(language: Language) -> list[Sequence[InventedPublication]]:
    entries = publications(f"mila_{language}")
    return [entries[i : i + 12] for i in range(0, len(entries), 12)]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("toggle", TOGGLES)
@pytest.mark.parametrize("markup", MILA_MARKUPS)
def test_every_markup_gives_the_facts_of_the_page(markup: str, toggle: Toggle, language: Language) -> None:
    for number, entries in enumerate(pages_of(language)):
        for kind in KINDS:
            html = render(
                entries,
                markup=MILA_MARKUPS[markup],
                language=language,
                kind=kind,
                page=number,
                last_page=3,
                toggle=toggle,
            )
            found = mila_records(html, language, kind)
            truths = expected(entries, language)
            got = [facts(r, t.title_href) for r, t in zip(found, truths, strict=True)]
            assert got == [wanted(t) for t in truths]


@pytest.mark.parametrize("markup", [m for m in MILA_MARKUPS if m != "drupal"])
def test_every_markup_gives_the_same_publications(markup: str) -> None:
    def cleaned(name: str) -> list[Publication]:
        html = render(pages_of("en")[0], markup=MILA_MARKUPS[name], language="en", last_page=3)
        return [clean(r, MilaPage.institute) for r in mila_records(html, "en")]

    assert cleaned(markup) == cleaned("drupal")


def rename_classes(html: str) -> str:
    return re.sub(r'class="([^"]*)"', lambda m: f'class="{" ".join("x" + w[::-1] for w in m[1].split())}"', html)


@pytest.mark.parametrize("markup", MILA_MARKUPS)
def test_renamed_classes_change_nothing(markup: str) -> None:
    html = render(pages_of("fr")[1], markup=MILA_MARKUPS[markup], language="fr", last_page=3)
    renamed = rename_classes(html)
    assert ("class=" not in html) or renamed != html
    assert mila_records(renamed, "fr") == mila_records(html, "fr")


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("markup", MILA_MARKUPS)
def test_a_short_last_page_is_read_like_a_full_one(markup: str, count: int) -> None:
    for entries in pages_of("en"):
        few = entries[-count:]
        found = mila_records(render(few, markup=MILA_MARKUPS[markup], language="en"), "en")
        truths = expected(few, "en")
        assert [facts(r, t.title_href) for r, t in zip(found, truths, strict=True)] == [wanted(t) for t in truths]


def without_cues(html: str) -> str:
    """Take away what the reader goes by: markers, statuses, ISO dates, and links to people."""
    html = re.sub(r"… \((?:see more|voir plus)\)", "", html)
    html = re.sub(
        r"\s*\((?:[Aa]ccept[^()]*(?:\([^()]*\))?|poster|spotlight|oral|published|preprint|accepted)\)",
        "",
        html,
    )
    html = re.sub(r"\d{4}-\d{2}-\d{2}", "a while ago", html, flags=re.IGNORECASE)
    return html.replace("/en/directory/", "/who/").replace("/fr/annuaire/", "/qui/")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("markup", MILA_MARKUPS)
def test_a_page_whose_cues_are_gone_is_drift(markup: str, kind: Kind) -> None:
    html = render(
        pages_of("en")[0],
        markup=MILA_MARKUPS[markup],
        language="en",
        kind=kind,
        last_page=3,
    )
    with pytest.raises(LayoutDrift):
        mila_records(without_cues(html), "en", kind)


def test_markers_that_left_their_place_are_drift() -> None:
    html = render(pages_of("en")[0], markup=MILA_MARKUPS["drupal"], language="en", toggle="text")
    moved = re.sub(r"(\w{3} )([^<>]{0,20}?)… \(see more\)", r"… (see more)\1\2", html)
    assert moved != html
    with pytest.raises(LayoutDrift, match="markers"):
        mila_records(moved, "en")


WHOLE = (
    "A scale at the door of a hive says when the bees leave. We weigh nine hives for two summers and learn what a swarm "
    "weighs before it flies, which is less than the keepers thought, and more than a cup of flour."
)
HEAD, TAIL = WHOLE[:140], WHOLE[140:]
SHORT = "A scale says when bees leave."


def page_of(cards: Sequence[str], heading: str = "Publications") -> str:
    return f"<html lang=en><body><main><h1>{heading}</h1>{''.join(cards)}</main></body></html>"


def hive(number: int, *, title: str | None = None, abstract: str = SHORT, foot: str = "") -> str:
    title = title if title is not None else f"Hive {number} on a Scale"
    people = f"<a href='/en/directory/ada-fjord-{number}'>Ada Fjord</a>, Bo Kettle"
    return f"<article><h3>{title}</h3><p>{people}</p><div>{abstract}</div>{foot}</article>"


@pytest.mark.parametrize(
    ("cards", "reason"),
    [
        ([hive(i, foot="<p>Spring 2026</p><p>ICLR (poster)</p>") for i in range(6)], "0 dates and 6 venues"),
        (
            [hive(i, abstract=f"{HEAD}… (see more){TAIL}", foot="<p>2026-05-01</p>") for i in range(6)],
            "6 dates and 0 venues",
        ),
        (
            [hive(i, foot="<p>2025-05-01</p><p>2026-05-01</p><p>ICLR (poster)</p>") for i in range(6)],
            "6 of 6 dates are several",
        ),
        (
            [hive(i, foot=f"<p>2026-05-01</p><p>ICLR (poster)</p><p>Word {i} that nobody knows</p>") for i in range(6)],
            "hold a line that nothing explains",
        ),
        ([hive(i, title="", foot="<p>2026-05-01</p><p>ICLR (poster)</p>") for i in range(6)], "have no title"),
        (
            [
                hive(i, title="A Scale at the Door of Every Hive", foot="<p>2026-05-01</p><p>ICLR (poster)</p>")
                for i in range(6)
            ],
            "'A Scale at the Door",
        ),
    ],
)
def test_a_page_that_contradicts_the_site_is_drift(cards: list[str], reason: str) -> None:
    with pytest.raises(LayoutDrift, match=reason):
        mila_records(page_of(cards), "en")
    assert len(mila_records(page_of(cards[:3]), "en")) == 3  # too few to tell


def test_a_list_whose_first_entry_has_no_title_keeps_each_title_with_the_text_below() -> None:
    entries = [
        f"<h3>Hive {n} on a Scale</h3>" * (n > 0)
        + f"<p><a href='/en/directory/ada-{n}'>Ada Fjord</a></p><div>{HEAD}… (see more){TAIL}</div><div>2026-05-0{n + 1}</div><cite>ICLR (poster)</cite>"
        for n in range(5)
    ]
    found = mila_records(page_of([f"<div>{''.join(entries)}</div>"]), "en")
    assert [(r.title, r.date) for r in found] == [
        (f"Hive {n} on a Scale" if n else None, f"2026-05-0{n + 1}") for n in range(5)
    ]


def test_a_topic_that_stands_alone_is_known_from_the_rows_of_others() -> None:
    rows = ("<span>Bees</span><span>Scales and Weights</span>", "<span>Town Life</span><span>Bees</span>")
    one = "<span>Town Life</span>"
    foot = "<p>2026-05-01</p><p>ICLR (poster)</p>"
    texts = [
        "Bees leave when the scale falls.",
        "We count wings.",
        "Honey is heavier than wax here.",
        "Nobody was stung.",
    ]
    cards = [hive(n, abstract=texts[n], foot=f"<div>{rows[n % 2] if n else one}</div>{foot}") for n in range(4)]
    found = mila_records(page_of(cards), "en")
    assert [(r.abstract, r.flags) for r in found] == [(text, ()) for text in texts]
    assert {"".join(s.text for s in r.authors) for r in found} == {"Ada Fjord, Bo Kettle"}


@pytest.mark.parametrize(
    ("printed", "venues"),
    [
        (
            ("In ICLR (poster)", "In TMLR (published)", "In UAI (oral)"),
            ["ICLR (poster)", "TMLR (published)", "UAI (oral)"],
        ),
        (("Shown: ICLR (poster)", "Shown: TMLR (published)"), ["ICLR (poster)", "TMLR (published)"]),
        (("Robotics: Science and Systems (poster)",) * 2, ["Robotics: Science and Systems (poster)"] * 2),
        (("In Vivo Learning (poster)", "TMLR (published)"), ["In Vivo Learning (poster)", "TMLR (published)"]),
    ],
)
def test_words_before_every_venue_are_no_part_of_it(printed: tuple[str, ...], venues: list[str]) -> None:
    cards = [hive(n, foot=f"<p>2026-05-01</p><p class=v>{venue}</p>") for n, venue in enumerate(printed)]
    assert [r.venue for r in mila_records(page_of(cards), "en")] == venues


def test_words_that_start_a_line_of_many_cards_announce_what_is_no_field() -> None:
    foot = "<p>Filed under: {}</p><p>2026-05-01</p><p>ICLR (poster)</p>"
    words = ("Bees", "Wax and Honey", "Towns", "Scales", "Bees, Towns")
    found = mila_records(page_of([hive(n, foot=foot.format(word)) for n, word in enumerate(words)]), "en")
    assert {r.abstract for r in found} == {SHORT}
    assert not any("layout_unsure" in r.flags for r in found)


def test_titles_and_abstracts_in_two_columns_are_drift() -> None:
    left = "".join(f"<div><h3>Hive {n} on a Scale</h3><p>Ada Fjord, Bo Kettle</p></div>" for n in range(6))
    right = f"<div><p>{HEAD}… (see more){TAIL}</p><p>2026-05-01</p><p>ICLR (poster)</p></div>" * 6
    with pytest.raises(LayoutDrift, match="no title"):
        mila_records(page_of([f"<div>{left}</div><div>{right}</div>"]), "en")


@pytest.mark.parametrize(
    ("foot", "date"),
    [
        (
            "<p><span>Submitted</span> <span>2025-05-01</span></p><p><span>Published</span> <span>2026-05-01</span></p>",
            "2026-05-01",
        ),
        ("<p>Published: 2026-05-01</p><p>Submitted: 2025-05-01</p>", "2026-05-01"),
        ("<p>2025-05-01</p><p>2026-05-01</p>", "2025-05-01 / 2026-05-01"),
        ("<p>2026-05-01</p><p>2026-05-01</p>", "2026-05-01"),
    ],
)
def test_of_two_dates_the_labelled_one_is_meant(foot: str, date: str) -> None:
    found = mila_records(page_of([hive(i, foot=f"{foot}<p>ICLR (poster)</p>") for i in range(3)]), "en")
    assert {(r.date, r.venue, r.abstract) for r in found} == {(date, "ICLR (poster)", SHORT)}


@pytest.mark.parametrize(
    "abstract",
    [
        f"<p>{HEAD}… <button>(see more)</button></p><div hidden>{WHOLE}</div>",
        f"<details><summary>{HEAD}… (see more)</summary>{TAIL}</details>",
        f"<p>{HEAD}… (<a href='#'>see more</a>)<span>{TAIL}</span></p>",
    ],
    ids=["teaser and whole", "details", "parentheses outside"],
)
def test_an_abstract_is_read_once_and_whole(abstract: str) -> None:
    foot = "<p>2026-05-01</p><p>ICLR (poster)</p>"
    found = mila_records(page_of([hive(i, abstract=abstract, foot=foot) for i in range(3)]), "en")
    assert {remove_marker(r.abstract or "") for r in found} == {(WHOLE, ())}


def test_abstracts_under_the_next_title_are_drift() -> None:
    entries = [e for e in pages_of("en")[0] if e.abstract]
    moved = [replace(e, abstract=other.abstract) for e, other in zip(entries, [*entries[1:], entries[0]], strict=True)]
    html = render(moved, markup=MILA_MARKUPS["drupal"], language="en", last_page=3)
    with pytest.raises(LayoutDrift, match="another title"):
        mila_records(html, "en")


def test_a_page_class_says_how_many_publications_a_page_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of([hive(i, foot="<p>2026-05-01</p><p>ICLR (poster)</p>") for i in range(5)])
    monkeypatch.setattr(MilaPage, "most_publications", 4)
    with pytest.raises(LayoutDrift, match="5 publications on one page"):
        mila_records(page, "en")
    monkeypatch.setattr(MilaPage, "most_publications", None)
    assert len(mila_records(page, "en")) == 5


def test_the_words_below_a_picture_are_no_abstract() -> None:
    paper = "<h4>Weighing {0} Hives</h4><p>Ada Fjord*, Bo Kettle</p><p><a href='https://arxiv.org/abs/1'>LINK TO PAPER</a></p><p>{1}</p>"
    picture = "<figure><img src=x><figcaption>A hive on a scale.</figcaption></figure>"
    html = "".join(paper.format(n, WHOLE) + picture * (n == "Ten") for n in ("Nine", "Ten", "Six"))
    found = amii_records(f"<html><body><main><p>Accepted Papers</p>{html}</main></body></html>", ROUNDUPS[0])
    assert [r.abstract for r in found] == [WHOLE] * 3


def amii_records(html: str, roundup: Roundup) -> tuple[RawPublication, ...]:
    return AmiiPage(read(html.encode(), "https://www.amii.ca" + roundup.path), "amii").records(WHEN)


@pytest.mark.parametrize("furniture", [True, False])
@pytest.mark.parametrize("markup", ROUNDUP_MARKUPS)
@pytest.mark.parametrize("roundup", ROUNDUPS, ids=lambda r: r.key)
def test_every_roundup_markup_gives_the_same_papers(
    roundup: Roundup, markup: RoundupMarkup, *, furniture: bool
) -> None:
    entries = publications(roundup.key)
    html = render_roundup(
        entries,
        markup=markup,
        roundup=roundup,
        furniture=furniture,
    )
    found = amii_records(html, roundup)
    truths = expected(entries, "en")
    assert [
        (
            r.title,
            "".join(a.text for a in r.authors),
            flat(r.abstract),
            r.section,
            [link.href for link in r.links],
        )
        for r in found
    ] == [
        (
            t.title,
            t.authors_line,
            flat(t.abstract),
            t.section,
            [h for _, h in t.links] if markup != "text" else [],
        )
        for t in truths
    ]
    assert {(r.venue, r.date) for r in found} == {
        (found[0].venue, roundup.slug.split("20")[-1][:2] and "20" + re.findall(r"20(\d\d)", roundup.slug)[0])
    }


@pytest.mark.parametrize("markup", ROUNDUP_MARKUPS)
def test_a_roundup_whose_authors_are_gone_is_drift(markup: RoundupMarkup) -> None:
    entries = publications(ROUNDUPS[0].key)
    html = render_roundup(entries, markup=markup)
    for entry in entries:
        if entry.authors_line:
            html = html.replace(entry.authors_line, "by our people at the institute and their many friends.")
    with pytest.raises(LayoutDrift):
        amii_records(html, ROUNDUPS[0])
