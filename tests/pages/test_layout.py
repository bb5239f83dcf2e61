"""The layout of a page: learned, printed, written, and overruled by a person."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse, Request
from scrapy.utils.test import get_crawler

from pubcrawl.errors import LayoutDrift, WrongOrder
from pubcrawl.items import RawPublication
from pubcrawl.pages import sites
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.body import read
from pubcrawl.pages.layout import Layout
from pubcrawl.pages.mila import MilaPage
from pubcrawl.runs.journal import Step
from pubcrawl.spiders.sites import spider
from pubcrawl.verbs.extract import extract
from pubcrawl.verbs.layout import show_layout
from tests.authoring.markups import MARKUPS
from tests.authoring.publications import publications

URL = "https://mila.quebec/en/research/publications"
WHEN = datetime(2026, 6, 1, tzinfo=UTC)
TOWNS = ("Ash", "Birch", "Cedar", "Dogwood", "Elm")


def card(number: int, town: str) -> str:
    """Return a card whose large badge misleads: it stands first, is set as a heading, and differs from card to card."""
    badge = f"<h3 class=ribbon>{town} Award Winner of the Year {2000 + number}</h3>"
    people = f"<p class=who><a href='/en/directory/ada-{number}'>Ada Fjord</a>, Bo Kettle</p>"
    text = f"<div class=text>A scale at the door of hive {number} says when the bees leave in the morning.</div>"
    foot = f"<p class=when>2026-05-0{number + 1}</p><p class=where>ICLR <i>(poster)</i></p>"
    return f"<article class=pub>{badge}<p class=name>Hive {number} on a Scale</p>{people}{text}{foot}</article>"


PAGE = f"<html lang=en><body><main><h1>Publications</h1>{''.join(map(card, range(5), TOWNS))}</main></body></html>"
NAMES = [f"Hive {n} on a Scale" for n in range(5)]


def records(layout: str = "", html: str = PAGE) -> tuple[RawPublication, ...]:
    said = Layout.parse(layout, "layout.toml")
    return MilaPage(read(html.encode(), URL, layout=said), "mila_en").records(WHEN)


def titles(found: Sequence[RawPublication]) -> list[str | None]:
    return [r.title for r in found]


def test_a_title_that_a_badge_hides_is_put_right_by_one_line() -> None:
    with pytest.raises(LayoutDrift, match="nothing explains"):  # the badge has all the marks of a title
        records()
    found = records('title = "p.name"')
    assert titles(found) == NAMES
    assert [(r.date, r.venue) for r in found] == [(f"2026-05-0{n + 1}", "ICLR (poster)") for n in range(5)]


@pytest.mark.parametrize("layout", ['ignore = ".ribbon"', 'ignore = [".ribbon", "aside"]'])
def test_what_a_person_ignores_is_no_part_of_a_publication(layout: str) -> None:
    assert titles(records(layout)) == NAMES


def test_each_field_is_taken_from_where_a_person_says() -> None:
    html = PAGE.replace("<p class=when>", "<p class=seen>2020-01-01</p><p class=when>")
    layout = """
        unit = "article.pub"
        title = "p.name"
        authors = "p.who a"
        abstract = "div.text"
        date = "p.seen"
        venue = "p.where"
    """
    found = records(layout, html)
    assert titles(found) == NAMES
    assert {"".join(s.text for s in r.authors) for r in found} == {"Ada Fjord"}
    assert {(r.date, r.venue) for r in found} == {("2020-01-01", "ICLR (poster)")}
    assert all(r.abstract and r.abstract.endswith("in the morning.") for r in found)


def test_what_stands_elsewhere_is_not_the_field_that_a_person_names() -> None:
    first, *cards = PAGE.split("<div class=text>")
    thanked = zip(TOWNS, cards, strict=True)
    html = first + "".join(f"<p class=thanks>{town} Jiang, Mei Rowan</p><div class=text>{c}" for town, c in thanked)
    plain, named = (records(f'title = "p.name"{more}', html) for more in ("", '\nauthors = "p.who"'))
    assert "".join(s.text for s in plain[0].authors) == "Ada Fjord, Bo Kettle\nAsh Jiang, Mei Rowan"
    assert {"".join(s.text for s in r.authors) for r in named} == {"Ada Fjord, Bo Kettle"}


def test_status_and_workshop_may_stand_in_elements_of_their_own() -> None:
    behind = PAGE.replace("ICLR <i>(poster)</i>", "ICLR</p><b>poster</b><u>Hives</u><p>")
    before = PAGE.replace("<p class=where>ICLR <i>(poster)</i>", "<b>poster</b><u>Hives</u><p class=where>ICLR")
    for html in (behind, before):
        found = records('unit = "article"\nvenue = "p.where"\nstatus = "b"\nworkshop = "u"\ntitle = "p.name"', html)
        assert {r.venue for r in found} == {"Hives @ ICLR (poster)"}


def test_what_is_selected_around_the_units_counts_for_nothing() -> None:
    html = PAGE.replace("<article", "<div class=text><article").replace("</article>", "</article></div>")
    found = records('unit = "article"\ntitle = "main p.name"\nabstract = ".text"', html)
    assert titles(found) == NAMES
    assert {"".join(s.text for s in r.authors) for r in found} == {"Ada Fjord, Bo Kettle"}
    assert all(r.abstract and r.abstract.startswith("A scale") for r in found)


def test_units_may_be_led_by_a_line() -> None:
    flat = PAGE.replace("<article class=pub>", "").replace("</article>", "")
    assert titles(records('start = "h3.ribbon"\ntitle = "p.name"', flat)) == NAMES


def test_a_unit_that_is_nowhere_is_drift() -> None:
    with pytest.raises(LayoutDrift, match=r"'div\.card'.*is not on the page"):
        records('unit = "div.card"')


@pytest.mark.parametrize("unit", ["", 'unit = "article"\n'])
def test_a_title_that_is_nowhere_is_drift(unit: str) -> None:
    with pytest.raises(LayoutDrift, match=r"title, 'name, h3\.name', is not on the page"):
        records(f'{unit}title = ["name", "h3.name"]')


@pytest.mark.parametrize("field", ["authors", "abstract"])
def test_people_or_texts_that_are_nowhere_are_drift(field: str) -> None:
    with pytest.raises(LayoutDrift, match=rf"{field}, 'p\.nowhere', is not on the page"):
        records(f'{field} = "p.nowhere"')


def test_a_learned_layout_names_what_has_no_place_of_its_own() -> None:
    shared = PAGE.replace("<p class=when>", "<p class=foot>").replace("<p class=where>", "<p class=foot>")
    told = MilaPage(read(shared.encode(), URL), "mila_en").layout().toml()
    assert '# date: shares "p.foot" with something else' in told.splitlines()
    assert Layout.parse(told, "layout.toml").named == {"title", "authors", "abstract"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = p.name", "a selector stands in quotes"),
        ('title = "h2[["', "'h2[[' is no CSS selector"),
        ('titel = "h2"', "'titel' is none of unit, start, title"),
        ('titel = "h2"', "title?"),
        ("title = 3", "title is a CSS selector or a list of them"),
        ("title = []", "title is a CSS selector or a list of them"),
        ('unit = "li"\nstart = "h3"', "not both"),
        ("title = ", "layout.toml: "),
    ],
)
def test_a_bad_layout_is_named(text: str, says: str) -> None:
    with pytest.raises(WrongOrder) as caught:
        records(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_learned_layout_reads_its_page_alike() -> None:
    html = PAGE.replace("h3 class=ribbon", "b class=ribbon").replace("p class=name", "h3 class=name")
    page = MilaPage(read(html.encode(), URL), "mila_en")
    layout = page.layout()
    assert (layout.unit, layout.count, layout.run) == ("article.pub", 5, False)
    title = next(slot for slot in layout.slots if slot.role == "title")
    assert (title.units, title.samples) == (5, tuple(NAMES[:2]))
    assert "heading 100%" in title.why
    assert records(layout.toml(), html) == page.records(WHEN)


@pytest.mark.parametrize("name", MARKUPS)
def test_a_layout_as_written_reads_its_page_alike(name: str, tmp_path: Path) -> None:
    page, file = tmp_path / "page.html", tmp_path / "layout.toml"
    page.write_text(MARKUPS[name](publications("mila_en")[:12], language="en"), encoding="utf-8")
    show_layout(page, "mila_en", URL, None, file, as_json=True)
    assert extract(page, "mila_en", URL, file).raws == extract(page, "mila_en", URL).raws


def test_a_layout_names_the_elements_as_the_page_writes_them() -> None:
    html = PAGE.replace("<p class=name>", "<div class=name role=heading>").replace("Scale</p>", "Scale</div>")
    html = html.replace("<h3 class=ribbon>", "<p class=ribbon>").replace("</h3>", "</p>")
    layout = MilaPage(read(html.encode(), URL), "mila_en").layout()
    assert [slot.selector for slot in layout.slots if slot.role == "title"] == ["div.name"]
    assert titles(records('title = "div.name"', html)) == NAMES


def test_a_day_that_a_layout_names_keeps_what_it_says_to_machines() -> None:
    html = PAGE.replace("<p class=when>", "<time class=when datetime=2026-05-01>").replace(
        "</p><p class=where", "</time><p class=where"
    )
    said = 'title = "p.name"\ndate = "time.when"'
    assert [(raw.title, raw.datetime) for raw in records(said, html)] == [(name, "2026-05-01") for name in NAMES]


def test_a_month_is_shown_as_it_is_printed() -> None:
    html = PAGE.replace("2026-05-0", "May 2026<!-- ").replace("</p><p class=where", " --></p><p class=where")
    layout = MilaPage(read(html.encode(), URL), "mila_en").layout()
    assert [slot.samples for slot in layout.slots if slot.role == "date"] == [("2026-05",)]


def test_what_a_place_holds_elsewhere_too_is_left_to_be_learned(tmp_path: Path) -> None:
    page, file = tmp_path / "page.html", tmp_path / "layout.toml"
    html = PAGE.replace("<div class=text>", "<p>").replace("morning.</div>", "morning.</p>")
    page.write_text(html.replace("<h3 class=ribbon>", "<i>").replace("</h3>", "</i>"), encoding="utf-8")
    show_layout(page, "mila_en", URL, None, file, as_json=True)
    told = file.read_text(encoding="utf-8").splitlines()
    assert '# the page reads otherwise by: abstract = "p"' in told
    assert 'authors = "p.who"' in told


def test_a_layout_beside_the_fixtures_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, beside = tmp_path / "page.html", tmp_path / "fixtures" / "mila_en" / "layout.toml"
    page.write_text(PAGE, encoding="utf-8")
    monkeypatch.setattr(sites, "FIXTURES", tmp_path / "fixtures")
    with pytest.raises(LayoutDrift):
        extract(page, "mila_en")
    beside.parent.mkdir(parents=True)
    beside.write_text('title = "p.name"', encoding="utf-8")
    assert titles(extract(page, "mila_en").raws) == NAMES
    other = tmp_path / "other.toml"
    other.write_text('title = "h3"\nignore = "p.name"', encoding="utf-8")
    assert titles(extract(page, "mila_en", layout=other).raws) != NAMES  # the one that is named goes before


def test_a_crawl_reads_by_the_layout_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "layout.toml"
    file.write_text('title = "p.name"', encoding="utf-8")
    request = Request(URL, meta={"step": Step(url=URL, callback="parse")})
    response = HtmlResponse(URL, body=PAGE.encode(), request=request)
    reader = spider("mila_en").from_crawler(get_crawler(), layout=str(file))
    assert titles([item for item in reader.parse(response) if isinstance(item, RawPublication)]) == NAMES
    with pytest.raises(WrongOrder, match="nowhere"):
        spider("mila_en").from_crawler(get_crawler(), layout="nowhere.toml")


def test_a_round_up_has_a_layout_and_can_be_overruled() -> None:
    paper = "<h4>Weighing {0} Hives</h4><p class=c>Ada Fjord*, Bo Kettle</p><p>LINK TO PAPER</p><p class=t>Bees {0}.</p><p>Oops</p>"
    html = f"<html><body><main><p>Accepted Papers</p>{''.join(map(paper.format, TOWNS))}</main></body></html>"
    url = "https://www.amii.ca/updates-insights/amii-research-at-iclr-2026-x"
    said = Layout.parse('abstract = "p.t"\ntitle = "h4"', "layout.toml")
    page = AmiiPage(read(html.encode(), url, layout=said), "amii")
    assert [r.abstract for r in page.records(WHEN)] == [f"Bees {town}." for town in TOWNS]
    roles = ("title", "authors", "abstract", "furniture", "badge")
    assert {(s.role, s.units) for s in page.layout().slots} == {(role, 5) for role in roles}
