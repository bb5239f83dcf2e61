from dataclasses import replace
from typing import Any

import pytest

from pubcrawl.items import Author, Span
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages import authors as stage
from pubcrawl.stages.authors import Authors

AMII = "https://www.amii.ca/updates-insights/round-up"
MILA = "https://mila.quebec/fr/recherche/publications"
ANN = "https://www.amii.ca/people/ann-bee"


def read_authors(spans: Any, **options: Any) -> Authors:  # noqa: ANN401  those of the stage
    """Read authors, and leave the parts of their names out."""
    read = stage.read_authors(spans, **options)
    return replace(read, authors=tuple(replace(a, family=None, given=None) for a in read.authors))


def names(*spec: str) -> tuple[Author, ...]:
    """Write a starred author as `Ann Bee*`."""
    return tuple(Author(name=s.rstrip("*"), affiliated=True if s.endswith("*") else None) for s in spec)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Ada Fjord, 陈思远", names("Ada Fjord", "陈思远")),
        pytest.param("Ann Bee* , A. Dee* , Eve Fox *", names("Ann Bee*", "A. Dee*", "Eve Fox*"), id="spaces"),
        pytest.param("Ann Büe,* Cy Dee, Eve Fox", names("Ann Büe*", "Cy Dee", "Eve Fox"), id="star after comma"),
        pytest.param("Ann Bee, Cy Dee,*", names("Ann Bee", "Cy Dee*"), id="star after last comma"),
        pytest.param("Ann Bee* Cy Dee", names("Ann Bee*", "Cy Dee"), id="lost comma"),
        pytest.param("Ann Bee*Cy Dee", names("Ann Bee*", "Cy Dee"), id="lost comma and space"),
        pytest.param("*Ann Bee, *Cy Dee, Eve Fox", names("Ann Bee*", "Cy Dee*", "Eve Fox"), id="stars first"),
        pytest.param(r"Ann Bee\*, Cy Dee$^*$, Eve Fox", names("Ann Bee*", "Cy Dee*", "Eve Fox"), id="escaped stars"),
        pytest.param("Ann Bee＊, Cy Dee∗, Eve Fox⁎**", names("Ann Bee*", "Cy Dee*", "Eve Fox*"), id="any star"),
        pytest.param("Ann Bee and Cy Dee", names("Ann Bee", "Cy Dee"), id="and"),
        pytest.param("Ann Bee, Cy Dee, & Eve Fox*", names("Ann Bee", "Cy Dee", "Eve Fox*"), id="ampersand"),
        pytest.param("Ann Bee et Cy Dee", names("Ann Bee", "Cy Dee"), id="et"),
        pytest.param(
            "Al Roe, Jr.*, Cy Dee II, Eve Fox, III", names("Al Roe Jr.*", "Cy Dee II", "Eve Fox III"), id="suffixes"
        ),
        pytest.param("Ann Bee1,2, Cy Dee3*", names("Ann Bee", "Cy Dee*"), id="digits"),
        pytest.param("Ann Bee¹, Cy Dee²,³ Eve Foxᵃ", names("Ann Bee", "Cy Dee Eve Fox"), id="superscripts"),
        pytest.param("Ann Bee ^{Mila}, Cy Dee^{McGill}", names("Ann Bee", "Cy Dee"), id="raised workplaces"),
        pytest.param("Ann Bee†, Cy Dee‡*", names("Ann Bee", "Cy Dee*"), id="daggers mean nothing"),
        pytest.param("Ann Bee; Cy Dee;", names("Ann Bee", "Cy Dee"), id="semicolons"),
        pytest.param("Ann Bee • Cy Dee", names("Ann Bee", "Cy Dee"), id="bullets"),
        pytest.param("Ann Bee | Cy Dee | Eve Fox", names("Ann Bee", "Cy Dee", "Eve Fox"), id="bars"),
        pytest.param("Ann Bell·Gal·la Dee·Cy Ro", names("Ann Bell", "Gal·la Dee", "Cy Ro"), id="middle dots alone"),
        pytest.param("Ann Bee · Gal·la Dee", names("Ann Bee", "Gal·la Dee"), id="middle dots"),
        pytest.param("Ann Bee / Cy Dee", names("Ann Bee", "Cy Dee"), id="slashes"),
        pytest.param("安 比、赛 迪", names("安 比", "赛 迪"), id="ideographic commas"),
        pytest.param("Ann Bee (UdeM), Cy Dee", names("Ann Bee", "Cy Dee"), id="aside"),
        pytest.param("Ann Bee, PhD, Cy Dee", names("Ann Bee", "Cy Dee"), id="degree"),
        pytest.param("Ann Bee, PhD*, Cy Dee, MD", names("Ann Bee*", "Cy Dee"), id="star behind a degree"),
        pytest.param("Authors: Ann Bee, Cy Dee", names("Ann Bee", "Cy Dee"), id="label"),
        pytest.param("Ann Perreault‐Roe, Ann B.", names("Ann Perreault‐Roe", "Ann B."), id="display form"),
        pytest.param("Ann Bee, , Cy Dee", names("Ann Bee", "Cy Dee"), id="empty part"),
        pytest.param("Ann Bee, Plato, Cy Dee*", names("Ann Bee", "Plato", "Cy Dee*"), id="a mononym among names"),
        pytest.param("  ", (), id="empty"),
    ],
)
def test_a_line_of_amii(line: str, authors: tuple[Author, ...]) -> None:
    read = read_authors((Span(text=line),), institute=AmiiPage.institute, source_url=AMII, starred=True)
    assert read == Authors(authors=authors)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Ann Bee, Cy Dee, et al.", ("Ann Bee", "Cy Dee")),
        ("Ann Bee, Cy Dee, et al.*", ("Ann Bee", "Cy Dee")),
        ("Ann Bee, Cy Dee and 2 more", ("Ann Bee", "Cy Dee")),
        ("Ann Bee, Cy Dee et 12 autres", ("Ann Bee", "Cy Dee")),
        ("Ann Bee, Cy Dee +3", ("Ann Bee", "Cy Dee")),
        ("Bee, Ann", ("Ann Bee",)),
        ("Ann Bee, one two three four five six seven eight nine", ("Ann Bee",)),
        ("Ann Bee, " + "x" * 121, ("Ann Bee",)),
    ],
)
def test_what_is_not_sure_is_flagged(line: str, kept: tuple[str, ...]) -> None:
    read = read_authors((Span(text=line),), institute=AmiiPage.institute, source_url=AMII)
    assert read == Authors(authors=names(*kept), flags=("authors_unsure",))


def test_mila_lines_links_are_members_and_stars_say_nothing() -> None:
    profile = "https://mila.quebec/fr/annuaire/ann-bee"
    spans = (
        Span(text="Ann Bee", href=profile + "?utm_source=x#top"),
        Span(text="\n"),
        Span(text="Cy Dee*"),
        Span(text="\n"),
        Span(text="Plato"),
    )
    assert read_authors(spans, institute=MilaPage.institute, source_url=MILA) == Authors(
        authors=(
            Author(name="Ann Bee", profile_url=profile, affiliated=True),
            Author(name="Cy Dee"),
            Author(name="Plato"),
        )
    )


@pytest.mark.parametrize(
    ("spans", "authors"),
    [
        pytest.param(
            (Span(text="Ann Bee", href=ANN), Span(text=", Cy Dee*")),
            (Author(name="Ann Bee", profile_url=ANN, affiliated=True), Author(name="Cy Dee", affiliated=True)),
            id="link then text",
        ),
        pytest.param(
            (Span(text="Ann Bee", href=ANN), Span(text=" "), Span(text="Cy Dee", href=ANN + "-2")),
            (
                Author(name="Ann Bee", profile_url=ANN, affiliated=True),
                Author(name="Cy Dee", profile_url=ANN + "-2", affiliated=True),
            ),
            id="links without comma",
        ),
        pytest.param(
            (Span(text="Ann Bee", href="https://example.org/people/ann"), Span(text="*, Cy Dee")),
            (Author(name="Ann Bee", affiliated=True), Author(name="Cy Dee")),
            id="another site's people",
        ),
        pytest.param(
            (Span(text="Al Roe, Jr.", href=ANN),),
            (Author(name="Al Roe Jr.", profile_url=ANN, affiliated=True),),
            id="suffix in a link",
        ),
        pytest.param(
            (Span(text="Ann Bee, Cy Dee", href=ANN),),
            (Author(name="Ann Bee"), Author(name="Cy Dee")),
            id="a link around two is nobody's",
        ),
        pytest.param(
            (Span(text="Ann Bee", href=ANN), Span(text=", Plato, "), Span(text="Cy Dee", href=ANN + "-2")),
            (
                Author(name="Ann Bee", profile_url=ANN, affiliated=True),
                Author(name="Plato"),
                Author(name="Cy Dee", profile_url=ANN + "-2", affiliated=True),
            ),
            id="a mononym among links",
        ),
        pytest.param(
            (Span(text="Ann"), Span(text=" Bee, Cy "), Span(text="Dee")),
            (Author(name="Ann Bee"), Author(name="Cy Dee")),
            id="spans of one name",
        ),
    ],
)
def test_links(spans: tuple[Span, ...], authors: tuple[Author, ...]) -> None:
    read = read_authors(spans, institute=AmiiPage.institute, source_url=AMII, starred=True)
    assert read == Authors(authors=authors)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ada Fjordland\nCenter for Kettles and Pots", ("Ada Fjordland", "Center for Kettles and Pots")),
        ("Fjordland, Ada\nLindgren, Bo", ("Ada Fjordland", "Bo Lindgren")),
        ("Fjordland, Ada; van der Berg, Jan", ("Ada Fjordland", "Jan van der Berg")),
        ("Fjordland, A., Lindgren, B. C.", ("A. Fjordland", "B. C. Lindgren")),
        ("Ada Fjordland\n* Equal contribution\nBo Lindgren", ("Ada Fjordland", "Bo Lindgren")),
        ("Dr. Ada Fjordland, Prof. Bo Lindgren, MD, FRCPC", ("Ada Fjordland", "Bo Lindgren")),
        ("José P&eacute;rez, Zo&#235; Hale", ("José Pérez", "Zoë Hale")),
        (r"Mart{\'\i}n Saldarra, {\c C}a{\u g}lar {\"U}nl{\"u}", ("Martín Saldarra", "Çağlar Ünlü")),
        ("Ada Fjordland – University of Nowhere, Bo Lindgren", ("Ada Fjordland", "Bo Lindgren")),
        ("bell hooks, Ada Fjordland", ("bell hooks", "Ada Fjordland")),
        (
            "Ada Fjordland\nCommittee on Pots, Pans and Kettles",
            ("Ada Fjordland", "Committee on Pots, Pans and Kettles"),
        ),
        ("Kettle Project Team, Ada Fjordland", ("Kettle Project Team", "Ada Fjordland")),
        ("李钟鸣；王汽笛", ("李钟鸣", "王汽笛")),
        ("Yunfei Hu (胡云飞)\nJinkyu Seo（서진규）", ("Yunfei Hu", "Jinkyu Seo")),
        ("Ada Fjordland\nKettle and Steam Consortium, Inc.", ("Ada Fjordland", "Kettle and Steam Consortium, Inc.")),
        ("Ada Fjordland and the Kettle Team", ("Ada Fjordland", "the Kettle Team")),
        ("Ada Fjordland, and the Grain & Wind Team", ("Ada Fjordland", "the Grain & Wind Team")),
        ("علی\u200cرضا کتری\u200cساز", ("علی\u200cرضا کتری\u200cساز",)),
        (r"Ada Fjordland$^{1,2}$, Bo Lindgren$^\dagger$", ("Ada Fjordland", "Bo Lindgren")),
        ("杨育伟，蔡洪，Ada Fjord", ("杨育伟", "蔡洪", "Ada Fjord")),
    ],
)
def test_a_name_is_a_name(text: str, kept: tuple[str, ...]) -> None:
    read = read_authors((Span(text=text),), institute=MilaPage.institute, source_url=MILA)
    assert read == Authors(authors=names(*kept))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ada Fjordland, University of Nowhere, Bo Lindgren", ("Ada Fjordland", "Bo Lindgren")),
        ("Ada Fjordland, Bo Lindgren, 3 more authors", ("Ada Fjordland", "Bo Lindgren")),
        ("Ada Fjordland and others", ("Ada Fjordland",)),
        ("Ada Fjordland\nand 4 more", ("Ada Fjordland",)),
        ("Ada Fj\ufffdrdland", ("Ada Fj\ufffdrdland",)),
        ("Santé", ("Santé",)),
        ("Ada Fjordland\nNight @ Days of Young Researchers", ("Ada Fjordland",)),
        ("Ada Fjordland\nConference on Neural Information Processing Systems", ("Ada Fjordland",)),
        ("Ada Fjordland\ne", ("Ada Fjordland", "e")),
    ],
)
def test_what_may_be_lost_is_flagged(text: str, kept: tuple[str, ...]) -> None:
    read = read_authors((Span(text=text),), institute=MilaPage.institute, source_url=MILA)
    assert read == Authors(authors=names(*kept), flags=("authors_unsure",))


def test_a_star_means_nothing_where_no_legend_says_so() -> None:
    read = read_authors((Span(text="Ada Fjord*, Bo Muir"),), institute=AmiiPage.institute, source_url=AMII)
    assert read == Authors(authors=names("Ada Fjord", "Bo Muir"))


def test_the_parts_of_a_name_are_kept() -> None:
    read = stage.read_authors(
        (Span(text="Ada van der Fjord, Suharyanto"),), institute=MilaPage.institute, source_url=MILA
    )
    assert [(a.family, a.given) for a in read.authors] == [("van der Fjord", "Ada"), (None, None)]


def test_one_profile_is_one_author() -> None:
    profile = "https://mila.quebec/en/directory/ann-bee"
    spans = (Span(text="Ann Bee", href=profile), Span(text="\n"), Span(text="Ann Bee", href=profile))
    read = read_authors(spans, institute=MilaPage.institute, source_url=MILA)
    assert read == Authors(authors=(Author(name="Ann Bee", profile_url=profile, affiliated=True),))
