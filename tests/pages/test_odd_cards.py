"""One odd publication among usual ones: each row is a kind of oddity that public catalogues are known to have."""

import pytest

from tests.pages.odd_cards import ABSTRACT, ODD, amii, mila


def names(authors: str, **fields: str) -> list[str]:
    return [a.name for a in mila(authors=authors, **fields).authors]


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Whistling Vanes:<br>A Study of Wind", "Whistling Vanes: A Study of Wind"),
        ("<span>Whistling Vanes</span><div>A Study of Wind</div>", "Whistling Vanes: A Study of Wind"),
        ("<span>Why Whistle?</span><div>A Study of Wind</div>", "Why Whistle? A Study of Wind"),
        ("Counting 10<sup>6</sup> Vanes", "Counting 10⁶ Vanes"),
        ("Vanes in O(n<sup>2</sup>)", "Vanes in O(n²)"),
        ("CO<sub>2</sub> over Vanes", "CO2 over Vanes"),
        ("The 21<sup>st</sup> Vane", "The 21st Vane"),
        ("Wind &amp;amp; Weather of R&amp;amp;D", "Wind & Weather of R&D"),
        ("Growth of &lt;i&gt;Ventus lentus&lt;/i&gt;", "Growth of Ventus lentus"),
        ("Whistling Vanes<sup>†</sup>", "Whistling Vanes"),
        ("Planning Wind by A*", "Planning Wind by A*"),
        ("{VANE} for {W}hirlwinds", "VANE for Whirlwinds"),
        ("<a href='https://example.org/v'>Whistling Vanes<span> (link is external)</span></a>", "Whistling Vanes"),
        (
            "<a href='https://example.org/v'>Whistling Vanes</a> <a href='https://example.org/v.pdf'>[PDF]</a>",
            "Whistling Vanes",
        ),
    ],
)
def test_titles(printed: str, title: str) -> None:
    made = mila(title=printed)
    assert (made.title, [a.name for a in made.authors]) == (title, ["Ada Fjordland", "Bo Lindgren"])


@pytest.mark.parametrize(
    "authors",
    [
        "<p>Ada Fjordland<sup>a</sup></p><p>Bo Lindgren<sup>a,b</sup></p>",
        "<p><a href='/en/directory/ada'>Ada Fjordland<sup>1</sup></a></p><p>Bo Lindgren</p>",
        "<p>Ada Fjordland*</p><p>Bo Lindgren*</p><p>* Equal contribution</p>",
        "<p>Ada Fjordland†</p><p>Bo Lindgren</p><p>† Corresponding author</p>",
        "<p>Ada Fjordland<br>University of Nowhere</p><p>Bo Lindgren<br>Institute of Vanes, Montréal</p>",
        "<p>Ada Fjordland <a href='https://orcid.org/0000-0002-1825-0097'>iD</a></p><p>Bo Lindgren</p>",
        "<p>Ada Fjordland https://orcid.org/0000-0002-1825-0097</p><p>Bo Lindgren</p>",
        "<p>Ada Fjordland ✉</p><p>Bo Lindgren</p>",
        "<p>Ada Fjordland &lt;ada@example.org&gt;</p><p>Bo Lindgren</p>",
        "<p>Ada Fjordland <a href='mailto:ada@example.org'>ada<wbr>@example.org</a></p><p>Bo Lindgren [email&#160;protected]</p>",
        "<p><a href='/en/directory/ada'>Ada Fjordland<span> (opens in a new tab)</span></a></p><p>Bo Lindgren</p>",
        "<p><a href='/en/directory/a'>Ada Fjordland<i> (ouvre un nouvel onglet)</i></a></p><p>Bo Lindgren</p>",
        "<p><a href='/en/directory/a'>Ada Fjordland</a> <a href='https://orcid.org/x'>ORCID iD</a></p><p>Bo Lindgren</p>",
        "<p><a href='/en/directory/a'><i>Profile of </i>Ada Fjordland</a></p><p>Bo Lindgren</p>",
        "<p>Ada Fjordland | Bo Lindgren</p>",
        "<p>Fjordland, Ada</p><p>Lindgren, Bo</p>",
    ],
)
def test_names(authors: str) -> None:
    assert names(authors) == ["Ada Fjordland", "Bo Lindgren"]


def test_one_item_is_one_body() -> None:
    assert names("<p>Ada Fjordland</p><p>Center for Kettles and Pots</p>") == [
        "Ada Fjordland",
        "Center for Kettles and Pots",
    ]


@pytest.mark.parametrize(
    ("printed", "abstract"),
    [
        ("It needs <math><msup><mi>n</mi><mn>2</mn></msup></math> steps of wind and no more rain.", "It needs n² steps of wind and no more rain."),
        ("It needs <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of the wind and none of the rain.", "It needs 1/2 of the wind and none of the rain."),
        ("It turns at 10<sup>-3</sup> of the cost of the vanes we had.", "It turns at 10⁻³ of the cost of the vanes we had."),
        ("&lt;jats:p&gt;A vane whistles at home, and we show it.&lt;/jats:p&gt;", "A vane whistles at home, and we show it."),
        ("Abstract: A vane whistles at home, and we show it.", "A vane whistles at home, and we show it."),
        ("A vane whistles at home. © 2024 The Vane Press. All rights reserved.", "A vane whistles at home."),
        ("The tem&shy;\nperature of the spout lags that of the vane by a minute.", "The temperature of the spout lags that of the vane by a minute."),
        ("No abstract available.", None),
    ],
)  # fmt: skip
def test_abstracts(printed: str, abstract: str | None) -> None:
    assert mila(abstract=printed).abstract == abstract


def test_a_lost_character_is_a_doubt() -> None:
    assert "text_damaged" in mila(abstract="The na\ufffdve vane whistles at the café à Montréal, and we show it.").flags
    assert "text_damaged" not in mila().flags


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<a href='https://orcid.org/0000-0002-1825-0097'>ORCID</a> <a href='https://github.com/a/vane'>Code</a>", "https://github.com/a/vane"),
        ("<a href='https://orcid.org/0000-0002-1825-0097'>ORCID</a>", None),
        ("<a href='arxiv.org/abs/2402.09999'>arXiv</a>", "https://arxiv.org/abs/2402.09999"),
        ("<a href='doi:10.1234/abcd.77'>DOI</a>", "https://doi.org/10.1234/abcd.77"),
        ("<a href='https://www.google.com/url?q=https://arxiv.org/abs/2402.09999&amp;sa=D'>arXiv</a>", "https://arxiv.org/abs/2402.09999"),
    ],
)  # fmt: skip
def test_links(links: str, url: str | None) -> None:
    assert mila(more=f"<div class='f5'>{links}</div>").url == url


def test_a_link_at_a_name_is_no_link_to_the_work() -> None:
    authors = "<p><a href='https://orcid.org/0000-0002-1825-0097'>Ada Fjordland</a></p><p><a href='https://b.example/~bo'>Bo Lindgren</a></p>"
    made = mila(authors=authors)
    assert (made.url, made.links, [a.name for a in made.authors]) == (None, (), ["Ada Fjordland", "Bo Lindgren"])


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("Whistling Vanes:<br>A Prairie Study", "Whistling Vanes: A Prairie Study"),
        ("Whistling Vanes.", "Whistling Vanes."),
        ("Do Vanes Whistle? A Study of Wind.", "Do Vanes Whistle? A Study of Wind."),
    ],
)
def test_titles_of_a_roundup(printed: str, title: str) -> None:
    made = amii(title=printed)
    assert (made.title, [a.name for a in made.authors]) == (title, ["Ada Fjord", "Bo Muir"])


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Suharyanto, Ada Fjord*", ["Suharyanto", "Ada Fjord"]),
        ("bell hooks, Ada Fjord*", ["bell hooks", "Ada Fjord"]),
        ("杨育伟*, 蔡洪, Ada Fjord", ["杨育伟", "蔡洪", "Ada Fjord"]),
        ("Ada Fjord* (University of Nowhere, Canada), Bo Muir (Mila)", ["Ada Fjord", "Bo Muir"]),
        ("Authors: Ada Fjord*, Bo Muir", ["Ada Fjord", "Bo Muir"]),
        ("Ada Fjord* <a href='https://orcid.org/0000-0002-1825-0097'>ORCID</a>, Bo Muir", ["Ada Fjord", "Bo Muir"]),
        ("Suharyanto", ["Suharyanto"]),
        ("Ada Fjord*<br>Bo Muir", ["Ada Fjord", "Bo Muir"]),
        ("Ada Fjord (University of Nowhere). Bo Muir (Institute).", None),
        ("Ada Fjord* - University of Nowhere; Bo Muir", ["Ada Fjord", "Bo Muir"]),
        ("Ada Fjord and Bo Muir, with thanks to everybody at the elevator", None),
        ("TBA", []),
    ],
)
def test_an_odd_line_of_authors_costs_no_page(line: str, people: list[str] | None) -> None:
    """Where nobody could tell the people, there is a doubt."""
    made = amii(authors=line)
    assert (made.title, made.abstract) == (ODD, ABSTRACT)
    if people is None:
        assert "authors_unsure" in made.flags
    else:
        assert [a.name for a in made.authors] == people


@pytest.mark.parametrize(
    ("legend", "affiliated"),
    [
        ("*- denotes Amii affiliation", True),
        ("* indicates authors affiliated with the institute", True),
        ("* denotes equal contribution", None),
        ("* Equal contribution", None),
        ("Here is what we publish this year.", None),
    ],
)
def test_a_star_means_what_the_legend_says(legend: str, affiliated: bool | None) -> None:  # noqa: FBT001  a value
    assert [a.affiliated for a in amii(legend=legend).authors] == [affiliated, None]


@pytest.mark.parametrize("note", ["† These authors contributed equally.", "* Equal contribution"])
def test_a_note_below_the_authors_of_a_roundup_is_neither_author_nor_abstract(note: str) -> None:
    made = amii(authors=f"Ada Fjord*†, Bo Muir†<br>{note}")
    assert ([a.name for a in made.authors], made.abstract) == (["Ada Fjord", "Bo Muir"], ABSTRACT)


def test_buttons_beside_the_link_to_the_paper_are_no_text() -> None:
    made = amii(authors="Ada Fjord*, Bo Muir", button="<a href='javascript:void(0)'>Copy citation</a>")
    assert ([a.name for a in made.authors], made.abstract) == (["Ada Fjord", "Bo Muir"], ABSTRACT)
