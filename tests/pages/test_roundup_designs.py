"""Round-ups as editors lay them out: programmes, entries in one paragraph, bylines, areas, components, several tables."""

from html import escape

import pytest

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import Publication
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.body import read
from pubcrawl.stages.clean import clean
from tests.pages.odd_cards import WHEN
from tests.pages.test_misread import CHIPS, TEXTS, TITLES
from tests.pages.test_misread import read as read_list

PEOPLE = ("Ada Fjord*, Bo Kettle and Cy Lantern*", "Dag Meadow", "Eve Harbour*, Ulf Winter", "Pia Sund and Jon Vale*")
OWN = [["Ada Fjord", "Cy Lantern"], [], ["Eve Harbour"], ["Jon Vale"]]
LEGEND = "<p>* denotes Amii affiliation</p>"
TIMES = ("Tue 10:00", "Wed, Dec 3, 4:30 p.m. – Hall C, #114", "Thu 16:30 | Room 301", "Fri 9 a.m.")
LINK = "<p><a href='https://openreview.net/forum?id={n}'>Link to paper</a></p>"

OWN_AND_OTHERS = (
    ("Ada Fjord and Cy Lantern", "Bo Kettle"),
    ("", "Dag Meadow"),
    ("Eve Harbour", "Ulf Winter"),
    ("Jon Vale", "Pia Sund"),
)

DESIGNS = {
    "byline behind the text": "<h3>{t}</h3><p>{x}</p><p><em>Research by {w}</em></p>" + LINK,
    "a paper by": "<section><h3>{t}</h3><p>A paper by {w}</p><p>{x}</p>" + LINK + "</section>",
    "team": "<section><h3>{t}</h3><p>{x}</p><h4>Team</h4><p>{w}</p>" + LINK + "</section>",
    "time above": "<section><p>{time}</p><h3>{t}</h3><p>{w}</p><p>{x}</p></section>",
    "time behind people": "<li><b>{t}</b><br>{w}<br><span>{time}</span><p>{x}</p></li>",
    "area in the heading": "<div><h3><button><span class=area>{area}</span><span class=name>{t}</span></button></h3><p>{w}</p><p>{x}</p></div>",
    "area in a linked heading": "<div><h3><a href='/p/{n}'><i class=area>{area}</i> <i class=name>{t}</i></a></h3><p>{w}</p><p>{x}</p></div>",
    "numbers": "<section><h3>{n}. {t}</h3><p>{w}</p><p>{x}</p>" + LINK + "</section>",
    "terms": "<dt>{t} <a href='https://doi.org/10.1/{n}'>[doi]</a></dt><dd>{w}</dd><dd>{x}</dd>",
    "entry led by people": "<li><strong>{t}</strong>, by {w}. {x} <a href='https://openreview.net/forum?id={n}'>[paper]</a></li>",
    "entry ended by people": "<li><strong>{t}</strong>: {x} (<em>{w}</em>; <a href='https://openreview.net/forum?id={n}'>paper</a>)</li>",
    "entry with a linked title": "<p><a href='https://openreview.net/forum?id={n}'>{t}</a> ({w}): {x}</p>",
    "component": "<x-paper><template shadowrootmode=open><h3><slot name=t></slot></h3><slot name=w></slot><slot></slot></template>"
    "<p>{x}</p><p slot=w>{w}</p><a slot=t href='https://openreview.net/forum?id={n}'>{t}</a></x-paper>",
    "columns": "<tr><td>{time}</td><td>{w}</td><th scope=row>{t}</th><td>{x}</td></tr>",
}
AROUND = {"terms": "dl", "columns": "table", "time behind people": "ol"}


def papers(html: str, url: str = "https://www.amii.ca/updates-insights/amii-at-neurips-2025") -> list[Publication]:
    page = AmiiPage(read(f"<html><body><main>{html}</main></body></html>".encode(), url), "amii")
    return [clean(raw, page.institute) for raw in page.records(WHEN)]


def made(design: str, papers: range = range(4)) -> str:
    cards = [
        DESIGNS[design].format(t=TITLES[n], w=PEOPLE[n], x=TEXTS[n], n=n + 1, time=TIMES[n], area=CHIPS[n])
        for n in papers
    ]
    tag = AROUND.get(design, "div")
    return f"<{tag}>{''.join(cards)}</{tag}>"


@pytest.mark.parametrize("design", DESIGNS)
def test_a_round_up_is_read(design: str) -> None:
    found = papers(f"<h1>Amii at NeurIPS 2025</h1>{LEGEND}{made(design)}")
    assert [(p.title, p.abstract) for p in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [[a.name for a in p.authors if a.affiliated] for p in found] == OWN
    assert [len(p.authors) for p in found] == [3, 1, 2, 2]
    assert not any({*p.flags} & {"layout_unsure", "title_unsure", "authors_unsure"} for p in found)


@pytest.mark.parametrize("entries", ["<ul>{}</ul>", "<table>{}</table>"])
def test_a_list_of_what_follows_holds_no_paper(entries: str) -> None:
    row = "<tr><td>{time}</td><td>{link}</td><td>{kind}</td></tr>" if "table" in entries else "<li>{link} ({kind})</li>"
    links = [f"<a href='#p{n}'>{title}</a>" for n, title in enumerate(TITLES)]
    times = [f"Wed {n} May, 09:40" for n in range(1, 5)]
    kinds = ("Oral", "Oral", "Poster", "Poster")
    rows = "".join(row.format(time=t, link=link, kind=k) for t, link, k in zip(times, links, kinds, strict=True))
    parts = "".join(
        f"<dt id=p{n}>{title}</dt><dd>{PEOPLE[n]}</dd><dd>{TEXTS[n]}</dd>" for n, title in enumerate(TITLES)
    )
    found = papers(f"<h1>Amii at ICML 2025</h1>{entries.format(rows)}{LEGEND}<dl>{parts}</dl>")
    assert [p.title for p in found] == list(TITLES)


def test_two_designs_of_one_page_are_both_read() -> None:
    html = (
        f"<h2>Main track</h2>{made('columns', range(2))}<h2>Workshops</h2>{made('entry ended by people', range(2, 4))}"
    )
    found = papers(f"<h1>Amii at NeurIPS 2025</h1>{LEGEND}{html}")
    assert [p.title for p in found] == list(TITLES)
    assert ["workshop_unnamed" in p.flags for p in found] == [False, False, True, True]


def test_the_columns_of_two_tables_are_those_that_each_head_says() -> None:
    one = "".join(f"<tr><td>{TITLES[n]}</td><td>{PEOPLE[n]}</td><td>{TEXTS[n]}</td></tr>" for n in range(2))
    other = "".join(
        f"<tr><td>{CHIPS[n]} at Sea</td><td>{PEOPLE[n]}</td><td>{TITLES[n]}</td><td>{TEXTS[n]}</td></tr>"
        for n in (2, 3)
    )
    heads = [
        "".join(f"<th>{head}</th>" for head in ("Title", "People", "In short")),
        "".join(f"<th>{head}</th>" for head in ("Workshop", "People", "Title", "In short")),
    ]
    tables = "".join(f"<table><tr>{head}</tr>{rows}</table>" for head, rows in zip(heads, (one, other), strict=True))
    found = papers(f"<h1>Amii at NeurIPS 2025</h1>{LEGEND}{tables}")
    assert [p.title for p in found] == list(TITLES)


@pytest.mark.parametrize(
    ("legend", "unsure"),
    [
        ("A teal dot stands before everyone who is part of Amii.", True),
        ("The second column names the authors who are with Amii.", True),
        ("Names in small capitals are Amii researchers.", True),
        ("Seven papers by Amii researchers were accepted this year, and we are proud of all of them.", False),
    ],
)
def test_a_legend_that_explains_a_mark_nobody_sees_leaves_all_people_unsure(legend: str, unsure: bool) -> None:  # noqa: FBT001
    cards = "".join(
        f"<section><h3>{title}</h3><p>{PEOPLE[n].replace('*', '')}</p><p>{TEXTS[n]}</p></section>"
        for n, title in enumerate(TITLES)
    )
    found = papers(f"<h1>Amii at NeurIPS 2025</h1><p>{legend}</p>{cards}")
    assert [p.title for p in found] == list(TITLES)
    assert ["authors_unsure" in p.flags for p in found] == [unsure] * 4


def test_a_status_behind_a_title_is_no_part_of_it() -> None:
    cards = "".join(
        f"<section><h3>{title} {'<span class=badge>Oral</span>' * (n == 1)}</h3><p>{PEOPLE[n]}</p><p>{TEXTS[n]}</p></section>"
        for n, title in enumerate(TITLES)
    )
    assert [p.title for p in papers(f"<h1>Amii at NeurIPS 2025</h1>{LEGEND}{cards}")] == list(TITLES)


def test_the_head_of_a_page_is_no_paper_though_its_author_reads_like_two() -> None:
    head = (
        "<section class=wrap><p><a href='/research'>Research</a></p><h1>NeurIPS 2025 in four cards</h1>"
        "<p>Short on time? One card each.</p><div>Mika Rautio, Olga Communicator</div></section><section class=wrap>"
        "<p>This is the fourth year in which we write about it, and the first in which we kept it to one page.</p></section>"
    )
    cards = "".join(
        f"<div class=card><p>{escape(PEOPLE[n])}</p><h3>{title}</h3><p>{TEXTS[n]}</p></div>"
        for n, title in enumerate(TITLES)
    )
    assert [p.title for p in papers(f"{head}<section class=wrap>{LEGEND}<div>{cards}</div></section>")] == list(TITLES)


def test_a_title_behind_the_text_of_its_unit_is_unsure_where_others_stand_before_it() -> None:
    cards = "".join(f"<div><h3>{TITLES[n]}</h3><div>{PEOPLE[n]}</div><p>{TEXTS[n]}</p>{LINK}</div>" for n in range(2))
    flat = "".join(f"<h3>{TITLES[n]}</h3><div>{PEOPLE[n]}</div><p>{TEXTS[n]}</p>{LINK}" for n in (2, 3))
    found = papers(f"<h1>Amii at NeurIPS 2025</h1>{LEGEND}{cards}<p><b>Workshop papers</b></p>{flat}")
    right = {(title, TEXTS[n], tuple(OWN[n])) for n, title in enumerate(TITLES)}
    for p in found:
        own = tuple(a.name for a in p.authors if a.affiliated)
        assert (p.title, p.abstract, own) in right or {"layout_unsure", "title_missing"} & {*p.flags}


@pytest.mark.parametrize("around", ["{d}{v}{x}", "{x}{d}{v}"])
def test_a_text_longer_than_others_in_a_list_without_elements_is_unsure(around: str) -> None:
    cards = [
        f"<h3>{title}</h3><p><a href='/en/directory/a{n}'>{PEOPLE[n].split(',')[0].strip('*')}</a></p>"
        + around.format(d=f"<p>2026-05-0{n + 1}</p>", v="<p>ICLR (poster)</p>", x=f"<p>{TEXTS[n]}</p>")
        for n, title in enumerate(TITLES)
    ]
    page = "<p>Do you want to work with us on such problems? Our teams welcome students in every fall.</p>"
    found = read_list([*cards[:2], page, *cards[2:]])
    assert ["layout_unsure" in raw.flags for raw in found] == [False, True, False, False]


def own_people(html: str) -> list[list[str]]:
    found = papers(f"<h1>Amii at NeurIPS 2025</h1>{html}")
    assert [p.title for p in found] == list(TITLES)
    assert [len(p.authors) for p in found] == [3, 1, 2, 2]
    assert not any("authors_unsure" in p.flags for p in found)
    return [[a.name for a in p.authors if a.affiliated] for p in found]


@pytest.mark.parametrize("sign", ["", ":"])
def test_the_institutes_people_may_be_named_first_and_the_others_in_a_line_of_their_own(sign: str) -> None:
    cards = ""
    for n, (own, others) in enumerate(OWN_AND_OTHERS):
        who = f"<p>From Amii: {own}</p><p>With{sign} {others}</p>" if own else f"<p>{others}</p>"
        cards += f"<section><h3>{TITLES[n]}</h3>{who}<p>{TEXTS[n]}</p></section>"
    assert own_people(cards) == OWN


def test_the_institutes_people_may_have_a_column() -> None:
    head = "<tr><th>Title</th><th>From Amii</th><th>With</th><th>In short</th></tr>"
    rows = "".join(
        f"<tr><td>{TITLES[n]}</td><td>{own.replace(' and ', '<br>') or '–'}</td><td>{others}</td><td>{TEXTS[n]}</td></tr>"
        for n, (own, others) in enumerate(OWN_AND_OTHERS)
    )
    assert own_people(f"<table>{head}{rows}</table>") == OWN


def test_what_leads_to_a_quoted_abstract_is_no_part_of_it() -> None:
    cards = "".join(
        f"<h2>{title}</h2><p>by {PEOPLE[n]}</p><p>This is how the authors put it, {n} times over:</p><blockquote>{TEXTS[n]}</blockquote>"
        for n, title in enumerate(TITLES)
    )
    assert [p.abstract for p in papers(f"<h1>Amii at NeurIPS 2025</h1>{LEGEND}{cards}")] == list(TEXTS)


def test_a_note_in_clothes_of_its_own_is_no_part_of_an_abstract() -> None:
    note = "<p class=meet>Pia Sund speaks on Thursday, and bakes something for whoever comes to listen.</p>"
    cards = "".join(
        f"<div class=card><h3>{title}</h3><p class=who>{PEOPLE[n]}</p><div class=text><p>{TEXTS[n]}</p></div>{note * (n in (1, 3))}</div>"
        for n, title in enumerate(TITLES)
    )
    found = papers(f"<h1>Amii at NeurIPS 2025</h1>{LEGEND}{cards}")
    assert [p.abstract for p in found] == list(TEXTS)
    assert ["layout_unsure" in p.flags for p in found] == [False, True, False, True]


def test_people_of_two_looks_are_unsure_where_no_legend_says_why() -> None:
    def item(name: str) -> str:
        return f"<li class='by{' by--own' * name.endswith('*')}'><span>{name.strip('*')}</span></li>"

    cards = "".join(
        f"<section><h3>{title}</h3><ul>{''.join(map(item, PEOPLE[n].replace(' and ', ', ').split(', ')))}</ul><p>{TEXTS[n]}</p></section>"
        for n, title in enumerate(TITLES)
    )
    found = papers(f"<h1>Amii at NeurIPS 2025</h1><p><i class=dot></i>one of ours</p>{cards}")
    assert ["authors_unsure" in p.flags for p in found] == [True, False, True, True]


def test_a_paper_that_no_layout_explains_refuses_the_page() -> None:
    parts = [
        f"<h3><span class=area>{CHIPS[n]}</span><span class=name>{TITLES[n]}</span></h3><p>Ada Fjord*, {PEOPLE[n]}</p>"
        f"<div class=time>{TIMES[n]}</div><p>{TEXTS[n]}</p>{LINK.format(n=n)}"
        for n in range(4)
    ]
    cards = "".join(f"<section>{part}</section>" for part in parts[:3])
    with pytest.raises(LayoutDrift, match="in no paper"):
        papers(
            f"<h1>Amii at NeurIPS 2025</h1>{LEGEND}<h2>Accepted Papers</h2>{cards}<h2>Workshop Papers</h2>{parts[3]}"
        )


def test_why_editors_like_a_paper_is_no_part_of_its_abstract() -> None:
    cards = "".join(
        f"<section><h3>{title}</h3><p><b>Why we like it:</b> Kettles number {n} have never been so quiet in a kitchen.</p>"
        f"<p><b>Authors:</b> {PEOPLE[n]}</p><p><b>Abstract:</b> {TEXTS[n]}</p></section>"
        for n, title in enumerate(TITLES)
    )
    assert [p.abstract for p in papers(f"<h1>Amii at NeurIPS 2025</h1>{LEGEND}{cards}")] == list(TEXTS)
