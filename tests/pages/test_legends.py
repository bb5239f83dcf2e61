"""The marks of a round-up: what it says they mean, and who bears the institute's."""

import pytest

from pubcrawl.items import Publication
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.body import read
from pubcrawl.pages.legends import BOLD, institute_mark
from pubcrawl.stages.clean import clean
from tests.pages.odd_cards import WHEN
from tests.pages.test_misread import TEXTS, TITLES

PEOPLE = (
    "Ada Fjord, <m>Bo Kettle</m> and Cy Lantern",
    "<m>Dag Meadow</m> and Eve Harbour",
    "<m>Ulf Winter</m>, <m>Pia Sund</m> and Ji-woo",
    "Jon Vale, <m>Bo Kettle</m>",
)
MARKED = [["Bo Kettle"], ["Dag Meadow"], ["Ulf Winter", "Pia Sund"], ["Bo Kettle"]]


def marked(legend: str, before: str, behind: str, people: tuple[str, ...] = PEOPLE) -> list[list[str]]:
    """Return who of each paper is affiliated, where what is marked stands between two texts."""
    papers = "".join(
        f"<section><h3>{title}</h3><p class=who>{who.replace('<m>', before).replace('</m>', behind)}</p>"
        f"<p>{TEXTS[n]}</p><a href='https://openreview.net/forum?id={n}'>Link to paper</a></section>"
        for n, (title, who) in enumerate(zip(TITLES, people, strict=True))
    )
    html = f"<html><body><main><h1>Amii at NeurIPS 2025</h1><p>{legend}</p>{papers}</main></body></html>"
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii")
    found = [clean(raw, page.institute) for raw in page.records(WHEN)]
    assert [paper.title for paper in found] == list(TITLES)
    assert [len(paper.authors) for paper in found] == [3, 2, 3, 2]
    return [[author.name for author in paper.authors if author.affiliated] for paper in found]


@pytest.mark.parametrize(
    ("legend", "before", "behind"),
    [
        ("* denotes Amii affiliation", "", "*"),
        ("† denotes Amii affiliation", "", "<sup>†</sup>"),
        ("* Equal contribution. † Amii-affiliated", "", "†"),
        ("Researchers of Amii are marked with a dagger (†).", "", " †"),
        ("Amii authors are marked with an asterisk.", "", "*"),
        ("<span>◆</span> Amii-affiliated researcher", "", " <span>◆</span>"),
        ("★ = Amii", "", "★"),
        ("† This researcher is affiliated with Amii.", "", "<sup>†</sup>"),
        ("<span>◆</span> before a name marks a researcher affiliated with Amii.", "<span>◆</span> ", ""),
        ("Underlined names are affiliated with Amii.", "<u>", "</u>"),
        ("Names of Amii-affiliated researchers are shown in bold.", "<strong>", "</strong>"),
        ("Names in <strong>bold</strong> are Amii researchers and students.", "<b>", "</b>"),
        ("We are glad to be back. <b>Bold</b> indicates Amii authors.", "<b>", "</b>"),
        ("<b>Bold</b> names belong to people at Amii.", "<b>", "</b>"),
        ("<sup>1</sup> University of Alberta &nbsp; <sup>2</sup> Amii", "", "<sup>2</sup>"),
        ("<sup>1</sup>Amii, <sup>2</sup>University of Alberta", "", "<sup>1,2</sup>"),
        ("Who has a tag is one of us.", "", " <span class=tag>Amii</span>"),
        ("Seven papers of ours.", "", " (Amii)"),
        (
            "<sup>1</sup> University of Alberta<br><sup>2</sup> CIFAR AI Chair at Amii<br><sup>3</sup> Amii",
            "",
            "<sup>2</sup>",
        ),
        (
            "<sup>1</sup> University of Alberta<br><sup>2</sup> CIFAR AI Chair at Amii<br><sup>3</sup> Amii",
            "",
            "<sup>1,3</sup>",
        ),
        ("<b>★</b><br>marks people from Amii", "", " ★"),
        ("<sup>†</sup> Works or studies at Amii.", "", "<sup>†</sup>"),
        ("A dagger (†) stands after the names of researchers affiliated with Amii.", "", "†"),
        ("Whoever is of Amii has a ◆ behind the name.", "", "◆"),
        ("We put a dagger (†) beside everybody from Amii.", "", "†"),
        ("† Part of Amii’s community when the paper was sent in. ‡ Equal contribution.", "", "<sup>†,‡</sup>"),
        ("Our triangle (▲) precedes the name of each Amii researcher.", "▲ ", ""),
        ("◆ marks authors with an Amii affiliation.", "", " <b>◆</b><i>Amii affiliation</i>"),
    ],
)
def test_a_mark_means_what_the_page_says(legend: str, before: str, behind: str) -> None:
    assert marked(legend, before, behind) == MARKED


@pytest.mark.parametrize("who", ["p", "p class=who"])
@pytest.mark.parametrize("mark", ["<sup>*</sup>", "<sup>†</sup>", " <span class=tag>Amii</span>"])
def test_the_mark_of_the_last_author_is_no_badge(who: str, mark: str) -> None:
    people = (
        "Ada Fjord{m}, Bo Kettle{m}",
        "Dag Meadow, Eve Harbour{m}",
        "Cy Lantern and Ulf Winter{m}",
        "Jon Vale · Pia Sund{m}",
    )
    papers = "".join(
        f"<section><h3>{title}</h3><{who}><em>{people[n].format(m=mark)}</em></p><p>{TEXTS[n]}</p></section>"
        for n, title in enumerate(TITLES)
    )
    legend = "" if "Amii" in mark else f"{mark.removeprefix('<sup>')[0]} denotes Amii affiliation"
    html = f"<html><body><main><h1>Amii at NeurIPS 2025</h1><p>{legend}</p>{papers}</main></body></html>"
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii")
    found = [clean(raw, page.institute) for raw in page.records(WHEN)]
    own = [["Ada Fjord", "Bo Kettle"], ["Eve Harbour"], ["Ulf Winter"], ["Pia Sund"]]
    assert [[author.name for author in paper.authors if author.affiliated] for paper in found] == own
    assert [len(paper.authors) for paper in found] == [2, 2, 2, 2]


@pytest.mark.parametrize(("legend", "flags"), [("* Equal contribution", []), ("Hello!", ["authors_unsure"])])
def test_a_sign_that_nothing_explains_is_told(legend: str, flags: list[str]) -> None:
    papers = "".join(
        f"<section><h3>{title}</h3><p>{who.replace('<m>', '').replace('</m>', '*')}</p><p>{TEXTS[n]}</p></section>"
        for n, (title, who) in enumerate(zip(TITLES, PEOPLE, strict=True))
    )
    html = f"<html><body><main><h1>Amii at NeurIPS 2025</h1><p>{legend}</p>{papers}</main></body></html>"
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii")
    assert [list(raw.flags) for raw in page.records(WHEN)] == [flags] * 4


def test_workplaces_below_the_last_paper_are_nobody() -> None:
    papers = "".join(
        f"<h3>{title}</h3><p>Ada Fjord<sup>1</sup>, {who}<sup>2</sup></p><p>{TEXTS[n]}</p>"
        for n, (title, who) in enumerate(
            zip(TITLES, ("Bo Kettle", "Dag Meadow", "Ulf Winter", "Jon Vale"), strict=True)
        )
    )
    below = "<p><sup>1</sup> Fellow of Amii<br><sup>2</sup> Student of Amii</p>"
    html = f"<html><body><main><h1>Amii at NeurIPS 2025</h1>{papers}{below}</main></body></html>"
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii")
    found = [clean(raw, page.institute) for raw in page.records(WHEN)]
    assert [[a.affiliated for a in paper.authors] for paper in found] == [[True, True]] * 4
    assert found[-1].abstract == TEXTS[3]


@pytest.mark.parametrize(("legend", "flags"), [("See you there!", ["authors_unsure"]), ("In bold: Amii authors", [])])
def test_names_set_apart_without_a_reason_are_told(legend: str, flags: list[str]) -> None:
    papers = "".join(
        f"<section><h3>{title}</h3><p class=who>{who.replace('m>', 'b>')}</p><p>{TEXTS[n]}</p></section>"
        for n, (title, who) in enumerate(zip(TITLES, (*PEOPLE[:2], *PEOPLE[:2]), strict=True))
    )
    html = f"<html><body><main><h1>Amii at NeurIPS 2025</h1><p>{legend}</p>{papers}</main></body></html>"
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii")
    found = page.records(WHEN)
    assert [list(raw.flags) for raw in found] == [flags] * 4
    assert [raw.starred for raw in found] == [not flags] * 4


def test_one_name_set_apart_says_nothing() -> None:
    papers = "".join(
        f"<section><h3>{title}</h3><p>{'<b>Ada Fjord</b>' if n == 1 else 'Ada Fjord'}, Bo Kettle</p><p>{TEXTS[n]}</p></section>"
        for n, title in enumerate(TITLES)
    )
    html = f"<html><body><main><h1>Amii at NeurIPS 2025</h1>{papers}</main></body></html>"
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii")
    assert not any(raw.flags for raw in page.records(WHEN))


def test_one_author_stands_where_the_others_do() -> None:
    people = (*PEOPLE[:2], PEOPLE[3], "<m>Bo Kettle</m>")
    papers = "".join(
        f"<li><div><h2 class=t>{title}</h2><p class=who>{who.replace('m>', 'b>')}</p><details><summary>Read abstract</summary>"
        f"<p>{TEXTS[n]}</p></details></div><a href='https://openreview.net/forum?id={n}'>View paper</a></li>"
        for n, (title, who) in enumerate(zip(TITLES, people, strict=True))
    )
    html = f"<html><body><main><h1>Amii at NeurIPS 2025</h1><p>Names in bold are Amii people.</p><ul>{papers}</ul></main></body></html>"
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii")
    assert [(raw.title, raw.abstract) for raw in page.records(WHEN)] == list(zip(TITLES, TEXTS, strict=True))


def test_one_weight_may_hold_several_people() -> None:
    people = (
        "Ada Fjord, <m>Bo Kettle</m> and Cy Lantern",
        PEOPLE[1],
        "<m>Ulf Winter, Pia Sund</m> and Ji-woo",
        PEOPLE[3],
    )
    assert marked("Amii authors appear in bold.", "<b>", "</b>", people) == MARKED


@pytest.mark.parametrize("legend", ["* Equal contribution", "† denotes equal contribution", "See you at the booth!"])
def test_a_mark_that_the_page_gives_another_meaning_marks_nobody(legend: str) -> None:
    assert marked(legend, "", legend[0] if legend[0] in "*†" else "") == [[], [], [], []]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("* denotes Amii affiliation", "*"),
        ("Amii is bold, and its people like to follow ideas.", None),
        ("Our people, our stars: how Amii shows what it means to rise.", None),
        ("Amii-affiliated authors are in bold", BOLD),
        ("† corresponding author; § Amii", "§"),
        ("Nodes that are affiliated with a group are found by A* search.", None),
    ],
)
def test_a_sentence_explains_a_mark_or_does_not(text: str, mark: str | None) -> None:
    assert institute_mark([text], []) == mark


def roundup(papers: str) -> list[Publication]:
    """Read the papers of a page of Amii's."""
    html = (
        f"<html><body><main><h1>Amii at NeurIPS 2025</h1><p>* denotes Amii affiliation</p>{papers}</main></body></html>"
    )
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii")
    return [clean(raw, page.institute) for raw in page.records(WHEN)]


def test_a_place_and_buttons_are_no_part_of_an_abstract() -> None:
    people = ("Ada Fjord* ⋅ Bo Kettle", "Dag Meadow ⋅ Eve Harbour*", "Ulf Winter*", "Jon Vale ⋅ Bo Kettle*")
    found = roundup(
        "".join(
            f"<div class=card><div class=name>{title}</div><div class=who>{who}</div><div class=where>Hall {n}, board 7</div>"
            f"<p>{TEXTS[n]}</p><div class=go><a href='https://openreview.net/forum?id={n}'>PDF</a> <a href='#'>Cite</a></div></div>"
            for n, (title, who) in enumerate(zip(TITLES, people, strict=True))
        )
    )
    assert [(p.title, p.abstract) for p in found] == list(zip(TITLES, TEXTS, strict=False))
    assert [[a.name for a in p.authors] for p in found] == [[n.strip("* ") for n in who.split("⋅")] for who in people]
    assert [[a.name for a in p.authors if a.affiliated] for p in found] == [
        [n.strip("* ") for n in who.split("⋅") if "*" in n] for who in people
    ]
    assert all(link.url.startswith("https://openreview.net/") for p in found for link in p.links[:1])
    assert not any(p.flags for p in found)


def test_a_title_whose_authors_are_no_names_makes_the_paper_above_it_unsure() -> None:
    people = (
        "Ada Fjord, Bo Kettle",
        "the whole team of the fourth floor",
        "Ulf Winter, Pia Sund",
        "Jon Vale, Bo Kettle",
    )
    found = roundup(
        "".join(
            f"<div><div class=name>{title}</div><div>{who}</div><p>{TEXTS[n]}</p></div>"
            for n, (title, who) in enumerate(zip(TITLES, people, strict=True))
        )
    )
    assert [p.title for p in found] == [TITLES[0], TITLES[2], TITLES[3]]
    assert ["layout_unsure" in p.flags for p in found] == [True, False, False]
