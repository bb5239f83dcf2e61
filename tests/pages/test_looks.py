"""Looks that lists of publications have elsewhere: citations, tables of contents, catalogues, small pages each."""

import pytest

from pubcrawl.items import RawPublication
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.clean import clean
from tests.pages.test_apart import APART, KNOWN, plain
from tests.pages.test_forms import STATUSES, VENUES, venues
from tests.pages.test_misread import PEOPLE, TEXTS, TITLES, linked, read, told


def names(found: list[RawPublication]) -> list[list[str]]:
    return [[author.name for author in clean(raw, MilaPage.institute).authors] for raw in found]


def citation(n: int, people: str, facts: str, quotes: str) -> str:
    """Return a citation of people who are not linked, and the text below it, led by a label in bold."""
    return (
        f"<div class=entry>{people}. {quotes.format(TITLES[n])}. {facts}</div><div class=note><p><b>Abstract.</b> {TEXTS[n]}</p>"
        "<details><summary>BibTeX</summary><pre>@article{x}</pre></details></div>"
    )


@pytest.mark.parametrize("quotes", ["«\u00a0{}\u00a0»", "“{}”", '"{}"', "“{},”"])
def test_a_title_may_stand_between_quotation_marks_alone(quotes: str) -> None:
    people = (
        "Ada Fjord and Bo Kettle",
        "Cy Lantern, Dag Meadow and Eve Harbour",
        "Ulf Winter",
        "Pia Sund and Jon Vale",
    )
    facts = [
        f"<i>{venue}</i> ({status}), {n + 1} May 2026."
        for n, (venue, status) in enumerate(zip(VENUES, STATUSES, strict=True))
    ]
    facts[2] = ""
    found = read([citation(n, people[n], facts[n], quotes) for n in range(4)])
    assert [raw.title for raw in found] == list(TITLES)
    assert names(found) == [who.replace(" and ", ", ").split(", ") for who in people]
    assert [clean(raw, MilaPage.institute).abstract for raw in found] == list(TEXTS)
    assert [raw.date for raw in found] == ["2026-05-01", "2026-05-02", None, "2026-05-04"]


def test_a_day_may_stand_behind_its_month_and_year() -> None:
    made = [
        f"<li><p><span>{linked(n)}, {PEOPLE[n + 4]}.</span> <b>{TITLES[n]}</b>. <i>{KNOWN[n]}</i> ({STATUSES[n]}). "
        f"2026 May {n + 1}. <a href='https://doi.org/10.5555/{n}'>Full text</a></p><blockquote>{TEXTS[n]}</blockquote></li>"
        for n in range(4)
    ]
    made[2] = made[2].replace(f"<i>{KNOWN[2]}</i> ({STATUSES[2]}). 2026 May 3. ", "")
    found = read(made, "ol")
    assert [raw.title for raw in found] == list(TITLES)
    assert [raw.date for raw in found] == ["2026-05-01", "2026-05-02", None, "2026-05-04"]
    assert venues(found) == [*APART[:2], None, APART[3]]
    assert [[link.href for link in raw.links] for raw in found] == [[f"https://doi.org/10.5555/{n}"] for n in range(4)]


def grouped(heads: tuple[str, ...], status: str = "<span class=kind>{status}</span>") -> list[RawPublication]:
    """Read four publications below two headings, the last without date and status where there are three."""
    cards = plain(status, "{title}", "{who}", "{text}", "{day}")
    if len(heads) > 2:
        cards[3] = plain("{title}", "{who}", "{text}")[3]
    at = [0, 2, 3][: len(heads)]
    return read([f"<h2>{heads[at.index(n)]}</h2>{card}" if n in at else card for n, card in enumerate(cards)])


def test_the_heading_of_a_group_names_the_venue_of_its_works() -> None:
    heads = ("Conference on Robot Learning", "Kettle_Days @ International Conference on Machine Learning")
    found = grouped(heads)
    assert venues(found) == [f"{heads[n // 2]} ({STATUSES[n]})" for n in range(4)]
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]


def test_a_heading_that_names_no_venue_gives_none() -> None:
    heads = ("Conference on Robot Learning", "International Conference on Machine Learning", "Not yet in a venue")
    found = grouped(heads)
    assert venues(found) == [f"{heads[n // 2]} ({STATUSES[n]})" for n in range(3)] + [None]
    assert all(raw.venue == f"({status})" for raw, status in zip(grouped(("2026", "2025")), STATUSES, strict=True))


def test_words_of_the_pages_own_announce_the_venue() -> None:
    """The second venue is not known, and a row of another kind comes close to it."""
    rows = {"People": "{who}", "Description": "<p>{text}</p>", "Where it came out": "{venue}", "Outcome": "{status}"}
    rows |= {"When": "{day}", "Grant": "CF-{day}"}
    lines = "".join(f"<div><dt>{key}</dt><dd>{value}</dd></div>" for key, value in rows.items())
    cards = plain(f"<h3>{{title}}</h3><dl>{lines}</dl>", tag="div") * 2
    cards[5:] = [card.replace(VENUES[1], KNOWN[0]) for card in cards[5:]]
    assert venues(read(cards))[:4] == [f"{VENUES[n]} ({STATUSES[n]})" for n in range(4)]


@pytest.mark.parametrize("lead", ["To appear in", "À paraître dans :", "Accepted at", "Présenté à\u00a0:"])
def test_words_before_one_venue_are_no_part_of_it(lead: str) -> None:
    made = plain("{title}", "{who}", "{text}", "{day}", "<em>{known}</em> ({status})")
    made[1] = made[1].replace("<em>", f"{lead} <em>")
    assert venues(read(made)) == APART


def test_in_before_several_known_venues_is_no_part_of_them() -> None:
    made = plain("{title}", "{who}", "{text}", "{day}", "<em>{known}</em> ({status})")
    assert venues(read([card.replace("<em>", "In <em>") if n < 2 else card for n, card in enumerate(made)])) == APART
    assert venues(read([made[0].replace("<em>", "In <em>"), *made[1:]])) == [f"In {APART[0]}", *APART[1:]]


def test_what_joins_people_in_a_list_is_no_part_of_their_names() -> None:
    people = "<ul><li>{who}<span>, </span></li><li>Gus Pond<span> and </span></li><li>Ida Reed</li></ul>"
    found = read(plain("<h3>{title}</h3>", people, "{text}", "{day}", "{known} ({status})", tag="div"))
    assert names(found) == [[PEOPLE[n], "Gus Pond", "Ida Reed"] for n in range(4)]


def test_an_empty_row_of_a_table_holds_nothing() -> None:
    row = "<tr><td>{day} | {known} ({status})</td></tr><tr></tr><tr><td><b>{title}</b></td></tr><tr><td>{who}</td></tr><tr><td>{text}</td></tr>"
    made = [card.removeprefix("<article><p>").removesuffix("</p></article>") for card in plain(row)]
    found = read([f"<table>{card}</table>" for card in made], "div")
    assert [raw.title for raw in found] == list(TITLES)


def test_a_status_in_an_element_may_stand_between_parentheses_of_its_line() -> None:
    made = plain(
        "<h3>{title}</h3>", "{who}", "{text}", "<cite>{known}</cite> (<span>{status}</span>), {day}", tag="div"
    )
    assert venues(read(made)) == APART


def test_somebody_is_told_by_an_address_that_asks_for_a_person() -> None:
    people = [f"<a href='/profile?id=~{n}'>{PEOPLE[n]}</a>" for n in range(4)]
    made = [
        card.replace(linked(n), people[n])
        for n, card in enumerate(
            plain("<h3>{title}</h3>", "<div>{who}</div>", "{text}", "{day}", "{known} ({status})", tag="div")
        )
    ]
    assert names(read(made)) == [[PEOPLE[n]] for n in range(4)]


def test_people_may_lead_the_line_of_the_title_behind_a_number() -> None:
    people = (f"{linked(0)}, Gus Pond", "Ida Reed", "Gus Pond, Ida Reed", f"Gus Pond, {linked(3)}, Ida Reed")
    titles = (*TITLES[:2], "Neurons That Count Each Other", TITLES[3])
    found = read(
        [
            f"<li class=entry><div class=nr>[c{n}]</div><cite>{who}:<br> <span class=title>{titles[n]}</span>. "
            f"<span>{KNOWN[n]}</span> (<span>{STATUSES[n]}</span>), May {n + 1}, 2026</cite><blockquote>{TEXTS[n]}</blockquote></li>"
            for n, who in enumerate(people)
        ],
        "ul",
    )
    assert [raw.title for raw in found] == list(titles)
    assert names(found) == [
        [PEOPLE[0], "Gus Pond"],
        ["Ida Reed"],
        ["Gus Pond", "Ida Reed"],
        ["Gus Pond", PEOPLE[3], "Ida Reed"],
    ]
    assert venues(found) == APART


def test_a_venue_without_a_status_stands_to_its_day_like_the_others() -> None:
    made = plain("<h3>{title}</h3>", "{who}", "<i>{known}</i> ({status}), {day}", "{text}", tag="div")
    made[1] = made[1].replace(f"<i>{KNOWN[1]}</i> ({STATUSES[1]})", "<i>Kettles and Society</i>")
    found = read(made)
    assert venues(found) == [APART[0], "Kettles and Society", *APART[2:]]
    assert [raw.flags for raw in found] == [(), ("status_unsure",), (), ()]


def test_a_button_that_is_a_link_says_a_title() -> None:
    made = plain(
        "<div class=cell>{title}</div>",
        "<div>{who}</div>",
        "<div>{text}</div>",
        "{day}",
        "{known} ({status})",
        tag="div",
    )
    made[1] = made[1].replace(TITLES[1], f"<button type=button role=link>{TITLES[1]}</button>")
    assert [title for title, _ in told(read(made))] == list(TITLES)
