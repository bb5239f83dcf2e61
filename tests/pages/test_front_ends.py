"""Habits of front ends that once cost a page its dates, its people or its texts, one small page each."""

import pytest

from tests.pages.test_misread import CHIPS, PEOPLE, TEXTS, TITLES, linked, read, text, told


@pytest.mark.parametrize(
    "time",
    [
        "<time datetime='2026-05-0{n}T00:00:00.000Z'>May {n}, 2026</time>",
        "<time datetime='2026-05-0{n}'>{n} mai 2026</time>",
        "<time datetime='2026-05-0{n}'>\n      <span>May</span>\n      <span>{n}</span>\n    </time>",
        "<time datetime='2026-05-0{n}'>3 weeks ago</time>",
    ],
)
@pytest.mark.parametrize(
    "facts",
    ["<span>{time}</span> · <cite>ICLR (poster)</cite>", "<p>{time}</p><p>ICLR (poster)</p>"],
    ids=["row", "lines"],
)
def test_a_day_in_words_is_read_where_the_page_says_it_for_machines(time: str, facts: str) -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p>"
        + facts.format(time=time.format(n=n + 1))
        + "</article>"
        for n in range(4)
    ]
    assert [(raw.date, raw.venue) for raw in read(cards)] == [(f"2026-05-0{n + 1}", "ICLR (poster)") for n in range(4)]


def test_a_text_keeps_its_days_in_words() -> None:
    said = (
        f"{TEXTS[0]} All of them were tuned on <time datetime='2026-05-01'>May 1, 2026</time>, and again a year later."
    )
    cards = [f"<article><h3>{TITLES[0]}</h3><p>{linked(0)}</p><p>{said}</p><p>ICLR (poster)</p></article>"]
    assert read(cards)[0].abstract == f"{TEXTS[0]} All of them were tuned on May 1, 2026, and again a year later."


def test_words_that_stand_alone_in_a_place_of_their_own_are_topics() -> None:
    words = ("Santé", "Génie logiciel", "Climat", "Modèles de langue")
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p><aside><i>{words[n]}</i></aside></article>"
        for n in range(4)
    ]
    found = read(cards)
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
    assert not any("layout_unsure" in raw.flags for raw in found)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_the_owner_of_a_profile_is_an_author_where_bold_sets_the_name_apart(at: int) -> None:
    cards = []
    for n in range(4):
        people = [linked(n), PEOPLE[n + 4]]
        people.insert(at, "<strong>Lin Fell</strong>")
        cards.append(f"<article><h4>{TITLES[n]}</h4><div>{', '.join(people)}</div><div>{text(n)}</div></article>")
    assert ["Lin Fell" in people for _, people in told(read(cards))] == [True] * 4


@pytest.mark.parametrize("dots", ["…", "..."])
def test_a_teaser_before_the_whole_text_is_not_said_twice(dots: str) -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><div><div>{PEOPLE[n + 4]}</div><div>{linked(n)}</div><div>{PEOPLE[n]}</div></div>"
        f"<p>{TEXTS[n][:110].rstrip()}{dots}</p><section><button>The whole abstract</button><div>{TEXTS[n]}</div></section>"
        + "<p>2026-05-01</p><p>ICLR (poster)</p>" * (n % 2)
        + "</article>"
        for n in range(4)
    ]
    assert [(raw.title, raw.abstract) for raw in read(cards)] == list(zip(TITLES, TEXTS, strict=True))


def test_people_with_an_element_each_are_one_list_whether_linked_or_not() -> None:
    cards = [
        f"<article><b>{TITLES[n]}</b><div><div>{PEOPLE[n + 4]}</div><div>{linked(n)}</div><div>{PEOPLE[(n + 5) % 8]}</div>"
        f"<div>{linked((n + 1) % 4)}</div></div><p>{TEXTS[n]}</p>"
        + "<p>2026-05-01</p><p>ICLR (poster)</p>" * (n == 1)
        + "</article>"
        for n in range(4)
    ]
    assert [title for title, _ in told(read(cards))] == list(TITLES)


def test_a_citation_to_copy_is_no_part_of_an_abstract() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}, {PEOPLE[n + 4]}</p><p>{text(n)}</p>"
        f"<p hidden>{PEOPLE[n]}, {PEOPLE[n + 4]} (n.d.). {TITLES[n]}.</p></article>"
        for n in range(4)
    ]
    assert [raw.abstract for raw in read(cards)] == [text(n) for n in range(4)]


@pytest.mark.parametrize("look", ["class=facts", ""], ids=["both named", "one named"])
def test_a_row_with_a_short_text_belongs_to_the_row_above_it(look: str) -> None:
    rows = [
        f"<tr class=text><td><a href='https://doi.org/10.5555/{n}'>{TITLES[n]}</a></td><td>{linked(n)}</td></tr>"
        f"<tr {look}><td colspan=2>{'We count, and are done.' if n == 2 else text(n)}</td></tr>"
        for n in range(4)
    ]
    found = read(rows, "table")
    assert [raw.abstract for raw in found] == [text(0), text(1), "We count, and are done.", text(3)]


def test_a_venue_without_a_status_is_read_in_the_place_of_the_others_also_above_the_title() -> None:
    venues = ("ICLR (poster)", "Conference on Owls and Trains", "ICML (poster)", "Post & Parcel (published)")
    cards = [
        f"<article><aside><span>2026-05-0{n + 1}</span><i>{venues[n]}</i></aside><h3>{TITLES[n]}</h3><p>{linked(n)}</p>"
        f"<p>{text(n)}</p></article>"
        for n in range(4)
    ]
    found = read(cards)
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
    assert [raw.venue for raw in found] == list(venues)


def test_a_workshop_stays_with_its_host_in_a_row_of_elements() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p><p><i>Published on </i>"
        f"<time>2026-05-0{n + 1}</time>, <i>in </i>{CHIPS[n]}4All @ <cite>ICLR</cite> (poster)</p></article>"
        for n in range(4)
    ]
    assert [raw.venue for raw in read(cards)] == [f"{CHIPS[n]}4All @ ICLR (poster)" for n in range(4)]


def test_prose_between_two_publications_that_belongs_to_none_makes_the_one_before_it_unsure() -> None:
    cards = [f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p></article>" for n in range(4)]
    cards.insert(2, f"<div>{TEXTS[3]}</div>")
    assert ["layout_unsure" in raw.flags for raw in read(cards)] == [False, True, False, False]
