"""Habits of front ends that once cost a page its dates, its people or its texts, one small page each."""

import pytest

from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.clean import clean
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


@pytest.mark.parametrize("topic", ["<aside><i>{}</i></aside>", "<p>{}</p>"], ids=["of its own", "shared"])
def test_a_few_words_that_stand_alone_are_topics(topic: str) -> None:
    words = ("Santé", "Génie logiciel", "Climat", "Modèles de langue")
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p>{topic.format(words[n])}</article>"
        for n in range(4)
    ]
    found = read(cards)
    assert [raw.abstract for raw in found] == [text(n) for n in range(4)]
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


def test_a_name_behind_a_comma_and_an_and_is_one_of_the_list() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><div class=by>{PEOPLE[n]}, {PEOPLE[n + 4]}, and {PEOPLE[(n + 5) % 8]}</div>"
        f"<div>{TEXTS[n]}</div><p>2026-05-0{n + 1}</p><p>ICLR (poster)</p></article>"
        for n in range(4)
    ]
    assert told(read(cards)) == [
        (TITLES[n], f"{PEOPLE[n]}, {PEOPLE[n + 4]}, and {PEOPLE[(n + 5) % 8]}") for n in range(4)
    ]


def test_slashes_in_elements_of_their_own_part_people() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p><span>{PEOPLE[n + 4]}</span><i>/</i>{linked(n)}<i>/</i><span>{PEOPLE[n - 1]}</span></p>"
        f"<div>{text(n)}</div></article>"
        for n in range(4)
    ]
    assert told(read(cards)) == [(TITLES[n], f"{PEOPLE[n + 4]}\n{PEOPLE[n]}\n{PEOPLE[n - 1]}") for n in range(4)]


def test_a_text_that_is_a_link_is_an_abstract() -> None:
    cards = [
        f"<article><h3><a href='/w/{n}'>{TITLES[n]}</a></h3><a href='/w/{n}'><p>{TEXTS[n]}</p></a><p>{linked(n)}</p>"
        f"<p>2026-05-0{n + 1}</p><p>ICLR (poster)</p></article>"
        for n in range(4)
    ]
    assert [raw.abstract for raw in read(cards)] == list(TEXTS)


def test_one_author_beside_buttons_is_an_author_where_others_stand_in_that_place() -> None:
    people = (PEOPLE[4], f"{linked(1)}, {PEOPLE[5]}", f"{linked(2)}, {PEOPLE[6]}", linked(3))
    cards = [
        f"<article><div><div class=t>{TITLES[n]}</div><div class=p>{people[n]}</div>"
        f"<div class=b><a>Abs</a> <a>Bib</a></div></div><div>{text(n)}</div></article>"
        for n in range(4)
    ]
    assert told(read(cards))[0] == (TITLES[0], PEOPLE[4])


def test_topics_behind_a_labelled_abstract_that_unfolds_are_no_part_of_it() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><ul><li>{linked(n)}</li></ul><details><summary>Abstract</summary><div class=panel>"
        f"<p>{TEXTS[n]}</p></div></details><div class=chips><span>{CHIPS[n]} in Towns</span> <span>{PEOPLE[n].split()[1]} and Home</span></div>"
        "<p>2026-05-01</p><p>ICLR (poster)</p></article>"
        for n in range(4)
    ]
    assert [raw.abstract for raw in read(cards)] == list(TEXTS)


KINDS = ("Miscellaneous", "Proceedings Article", "Miscellaneous", "Book chapter")


@pytest.mark.parametrize("kind", [KINDS, ("Open", "Open", "Open", "Closed")], ids=["known", "any"])
def test_the_kind_of_a_work_at_the_end_of_its_title_is_no_part_of_it(kind: tuple[str, ...]) -> None:
    titles = [*TITLES[:3], "Who Counts the Parcels That Nobody Sends?"]
    cards = [
        f"<div class=work><p class=who>{linked(n)}</p><p class=what><a>{titles[n]}</a> <span>{kind[n]}</span></p>"
        f"<p>{text(n)}</p></div>"
        for n in range(4)
    ]
    assert [raw.title for raw in read(cards)] == titles


CITED = "<li><span>{n}.</span><div>{people}. « <span class=t>{title}</span> ». {venue}<a href='#'>Cite</a></div><p>{text}</p></li>"


def test_a_citation_in_one_line_is_read_by_its_quotation_marks_and_its_italics() -> None:
    titles = (*TITLES[:3], "Who Counts the Parcels That Nobody Sends?")
    venues = [
        "<i>Conference on Owls</i> (poster), 2026-05-01. ",
        "",
        "<i>Post &amp; Parcel</i> (published), 2026-05-02. ",
        "",
    ]
    many = ", ".join(f"{linked(i % 4)}, {PEOPLE[7 - i % 4]} {'abcdefghijkl'[i].upper()}. Longname" for i in range(12))
    people = [linked(0), f"{PEOPLE[5]}, {linked(1)} et {PEOPLE[6]}", many, f"{linked(3)} et {PEOPLE[4]}"]
    cards = [
        CITED.format(n=n + 1, people=people[n], title=titles[n], venue=venues[n], text=text(n, "… (see more)"))
        for n in range(4)
    ]
    found = read(cards, "ol")
    assert [(raw.title, raw.abstract) for raw in found] == [(titles[n], text(n)) for n in range(4)]
    assert [raw.venue for raw in found] == ["Conference on Owls (poster)", None, "Post & Parcel (published)", None]
    assert all(PEOPLE[n] in names for n, (_, names) in enumerate(told(found)))


def test_a_bibliography_whose_titles_are_links_is_read_line_by_line() -> None:
    venue = "<i>ICLR</i> (poster).<br>2026-05-0{n}."
    cards = [
        f"<div class=w><span><span class=t><a href='https://arxiv.org/abs/2601.0000{n}'>{title}</a>.</span> "
        f"<span class=a>{PEOPLE[n + 4]}; {linked(n)}; and {PEOPLE[(n + 5) % 8]}.</span></span> "
        f"{venue.format(n=n + 1) if n % 2 else ''}<span>link</span><div>{TEXTS[n]}</div></div>"
        for n, title in enumerate(("On Handover Notes", *TITLES[1:3], "Position: Post Must Not Be Left to Pigeons"))
    ]
    found = read(cards)
    assert [raw.title for raw in found] == [
        "On Handover Notes",
        *TITLES[1:3],
        "Position: Post Must Not Be Left to Pigeons",
    ]
    assert [raw.venue for raw in found] == [None, "ICLR (poster)", None, "ICLR (poster)"]
    assert all(PEOPLE[n + 4] in names and PEOPLE[(n + 5) % 8] in names for n, (_, names) in enumerate(told(found)))


def test_who_changed_an_entry_and_when_is_no_author() -> None:
    cards = [
        f"<article><h2>{TITLES[n]}</h2><p>by <a href='/author/web'>webmaster</a> — last modified Apr 0{n + 1}, 2026 01:10 PM</p>"
        f"<p>{linked(n)}, {PEOPLE[n + 4]}</p><p>{text(n)}</p></article>"
        for n in range(4)
    ]
    assert told(read(cards)) == [(TITLES[n], f"{PEOPLE[n]}, {PEOPLE[n + 4]}") for n in range(4)]


def test_cards_of_people_in_the_clothes_of_publications_are_none() -> None:
    cards = [f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p></article>" for n in range(2)]
    cards += [
        f"<article><a href='/en/directory/p{n}'><h3>{PEOPLE[n + 4]}</h3><p>Doctorate</p></a></article>"
        for n in range(3)
    ]
    assert [raw.title for raw in read(cards)] == list(TITLES[:2])


def test_a_featured_publication_in_clothes_of_its_own_is_read_too() -> None:
    featured = f"<header><b>Featured</b><h2>{TITLES[3]}</h2><p>{linked(3)}</p><p>{TEXTS[3]}</p></header>"
    cards = [f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p></article>" for n in range(3)]
    page = f"{featured}<div>{''.join(cards)}</div>"
    found = read([page])
    assert [raw.title for raw in found] == [TITLES[3], *TITLES[:3]]
    assert ["layout_unsure" in raw.flags for raw in found] == [True, False, False, False]


@pytest.mark.parametrize(
    "dots", ["<span>{head}</span><i>… </i><button>Read on</button><u>{tail}</u>", "<b>{head}…</b><u>{tail}</u>"]
)
def test_the_dots_where_a_page_cuts_a_text_are_no_part_of_it(dots: str) -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{dots.format(head=TEXTS[n][:at], tail=TEXTS[n][at:])}</p>"
        "<p>2026-05-01</p><p>ICLR (poster)</p></article>"
        for n in range(4)
        for at in [TEXTS[n].index(" ", 100)]
    ]
    assert [raw.abstract for raw in read(cards)] == list(TEXTS)


def test_words_before_a_colon_that_many_units_have_are_a_badge_in_whatever_place() -> None:
    kinds = ("Article", "Preprint", "Poster", "Talk in a hall", "Chapter of a book")
    cards = [
        f"<article><h3>{TITLES[n % 4]} {n}</h3><p>{linked(n % 4)}</p><div class=k{n % 2}>Research output: {kinds[n]}</div>"
        f"<div>{TEXTS[n % 4]} No. {n}.</div><p>2026-05-01</p><p>ICLR (poster)</p></article>"
        for n in range(5)
    ]
    assert [raw.abstract for raw in read(cards)] == [f"{TEXTS[n % 4]} No. {n}." for n in range(5)]


VENUES = (
    "Conference on Robot Learning",
    "Findings of the Association of Owls",
    "IEEE Letters on Trains",
    "ICLR (poster)",
)


@pytest.mark.parametrize(
    "facts",
    [
        "<h4>2026-05-0{n}</h4><i>|</i><h4>{venue}</h4><h3>{title}</h3><p>{people}</p><p>{text}</p>",
        "<h3>{title}</h3><p>{people}</p><p>{text}</p><p><i>{venue}</i>, <span>2026-05-0{n}</span></p>",
        "<h3>{title}</h3><p>{people} <b>·</b> <i>{venue}</i> <b>·</b> 2026-05-0{n}</p><p>{text}</p>",
        "<ul><li>Waves</li></ul><h3>{title}</h3><p>{people}</p><p>{text}</p><p>2026-05-0{n}</p><div>{venue}</div>",
    ],
    ids=["headings above", "row", "row with people", "below"],
)
def test_a_venue_known_by_its_name_needs_no_status(facts: str) -> None:
    people = [f"{linked(n)}, {PEOPLE[n + 4]}" for n in range(4)]
    cards = [
        f"<article>{facts.format(n=n + 1, venue=VENUES[n], title=TITLES[n], people=people[n], text=text(n))}</article>"
        for n in range(4)
    ]
    found = read(cards)
    assert [(raw.title, raw.venue, raw.date) for raw in found] == [
        (TITLES[n], VENUES[n], f"2026-05-0{n + 1}") for n in range(4)
    ]
    assert ["".join(span.text for span in raw.authors).replace("\n, ", ", ").strip(" ·") for raw in found] == [
        f"{PEOPLE[n]}, {PEOPLE[n + 4]}" for n in range(4)
    ]


def test_names_with_white_space_between_them_are_parted_also_behind_a_suffix() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><div><span>{PEOPLE[n + 4]} Jr.</span> <span>{PEOPLE[(n + 5) % 8]}</span> {linked(n)}</div>"
        f"<div>{text(n)}</div></article>"
        for n in range(4)
    ]
    assert told(read(cards))[0] == (TITLES[0], f"{PEOPLE[4]} Jr. \n{PEOPLE[5]} \n{PEOPLE[0]}")


def test_the_version_of_a_record_is_no_part_of_its_date() -> None:
    cards = [
        f"<article><span>2026-05-0{n + 1} (v{n + 1})</span><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p>"
        "<p>ICLR (poster)</p></article>"
        for n in range(4)
    ]
    assert [clean(raw, MilaPage.institute).published_precision for raw in read(cards)] == ["day"] * 4


def test_the_picture_of_a_file_says_nothing() -> None:
    cards = [
        f"<article><h3>{TITLES[n]} <a href='/w{n}.pdf'><img alt='pdf icon'></a></h3><p>{linked(n)}</p><p>{text(n)}</p></article>"
        for n in range(4)
    ]
    assert [raw.title for raw in read(cards)] == list(TITLES)


@pytest.mark.parametrize(
    "above", ["<p>TL;DR: A small change to number {n}.</p>", "<p>Click here to show the abstract</p>"]
)
def test_what_stands_above_an_abstract_in_every_unit_is_no_part_of_it(above: str) -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><div>{above.format(n=n)}<p>{TEXTS[n]}</p></div>"
        "<p>2026-05-01</p><p>ICLR (poster)</p></article>"
        for n in range(4)
    ]
    assert [raw.abstract for raw in read(cards)] == list(TEXTS)


def test_an_aside_with_nothing_but_the_date_belongs_to_its_unit() -> None:
    cards = [
        f"<li><aside><time>2026-05-0{n + 1}</time></aside><div><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p>"
        "<p>ICLR (poster)</p></div></li>"
        for n in range(4)
    ]
    assert [raw.date for raw in read(cards, "ol")] == [f"2026-05-0{n + 1}" for n in range(4)]


def test_menus_in_every_unit_are_of_the_units() -> None:
    menu = "<nav><b>view</b><a href='/e{n}'>edition</a></nav>"
    cards = [
        f"<li><p>{linked(n)}, {PEOPLE[n + 4]}</p><h4>{TITLES[n]}</h4>{menu.format(n=n)}<div>{text(n)}</div></li>"
        for n in range(4)
    ]
    assert [raw.title for raw in read(cards, "ul")] == list(TITLES)


def test_people_above_the_title_in_its_own_clothes_are_no_title() -> None:
    cards = [
        f"<div class=e><p>{PEOPLE[n + 4]} and {linked(n) if n else PEOPLE[1]}</p><p><a href='/id/{n}'>{TITLES[n]}</a></p>"
        f"<div class=x>{text(n) if n else 'A short note on kettles and what they sing about when no one hears.'}</div></div>"
        for n in range(4)
    ]
    assert [title for title, _ in told(read(cards))] == list(TITLES)


def test_one_of_several_people_in_bold_is_no_heading() -> None:
    owner = "<strong>Lin Fell</strong>"
    people = [f"{owner}, {linked(n)}" if n != 3 else f"{owner}, {PEOPLE[7]}, {PEOPLE[6]}" for n in range(4)]
    cards = [
        f"<li><div><h3>{TITLES[n]}</h3><p>{people[n]}</p><p>{TEXTS[n]}</p>{'<p>ICLR (poster)</p>' * (n != 3)}</div>"
        f"{f'<p>2026-05-0{n + 1}</p>' * (n != 3)}</li>"
        for n in range(4)
    ]
    assert [title for title, _ in told(read(cards, "ol"))] == list(TITLES)


def test_a_title_in_a_heading_goes_before_a_word_above_it_that_stands_elsewhere() -> None:
    slides = [
        f"<div class=s><span>{CHIPS[n]}</span><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{TEXTS[n]}</p><p>ICLR (poster)</p>"
        f"<p>2026-05-0{n + 1}</p></div>"
        for n in range(2)
    ]
    cards = [
        f"<div class=c><div class=t>{TITLES[n]}</div><p>{linked(n)}</p><p>{text(n)}</p></div>"
        for n in (2, 3, 2, 3, 2, 3)
    ]
    assert [raw.title for raw in read(["<section>", *slides, "</section>", *cards])][:2] == list(TITLES[:2])


def test_somebody_whom_nothing_explains_makes_the_authors_unsure() -> None:
    people = (PEOPLE[4], *(f"{linked(n)}, {PEOPLE[n + 4]}" for n in (1, 2, 3)))
    cards = [
        f"<article><p><b>{TITLES[n]}</b></p><p>{people[n]}</p><p>{text(n)}</p>{'<p>Waves</p>' * 3}</article>"
        for n in range(4)
    ]
    assert [{"authors_unsure", "layout_unsure"} <= set(raw.flags) for raw in read(cards)] == [True, False, False, False]


def test_people_in_an_aside_of_every_unit_are_its_authors() -> None:
    cards = [
        f"<li><h3>{TITLES[n]}</h3><p>{TEXTS[n]}</p><aside><ul><li>{linked(n)}</li><li>{PEOPLE[n + 4]}</li></ul></aside>"
        f"{f'<p>2026-05-0{n + 1}</p><p>ICLR (poster)</p>' * (n % 2)}</li>"
        for n in range(4)
    ]
    assert told(read(cards, "ol")) == [(TITLES[n], f"{PEOPLE[n]}\n{PEOPLE[n + 4]}") for n in range(4)]


def test_the_title_said_again_behind_a_few_words_is_no_abstract() -> None:
    cards = [
        f"<section><h3>{TITLES[n]}</h3><p>{linked(n)}</p><details><summary>Abstract<i> of {TITLES[n]}</i></summary>"
        f"<p>{TEXTS[n]}</p></details><p>2026-05-0{n + 1}</p><p>ICLR (poster)</p></section>"
        for n in range(4)
    ]
    assert [raw.abstract for raw in read(cards)] == list(TEXTS)


def test_a_workshop_and_its_host_in_elements_of_their_own_are_one_venue() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p><time>2026-05-0{n + 1}</time>"
        f"<span><span class=ws>{CHIPS[n]}4All</span> @ <span class=host>ICLR (poster)</span></span></article>"
        for n in range(4)
    ]
    assert [raw.venue for raw in read(cards)] == [f"{CHIPS[n]}4All @ ICLR (poster)" for n in range(4)]


def test_a_unit_whose_people_have_nothing_between_them_is_no_news() -> None:
    venues = ("ICLR (poster)", "Journal of Kettles & Data", "ICML (poster)", "UAI (oral)")
    cards = [
        f"<div class=row><aside><time>2026-05-0{n + 1}</time><i>{venues[n]}</i></aside><h2>{TITLES[n]}</h2>"
        f"<div class=who><span>{PEOPLE[n + 4]}</span><span>{PEOPLE[(n + 5) % 8]}</span>{linked(n) * (n != 1)}</div>"
        f"<div class=txt>{TEXTS[n]}</div></div>"
        for n in range(4)
    ]
    found = read(cards)
    assert [(raw.title, raw.venue) for raw in found] == list(zip(TITLES, venues, strict=True))


def test_a_featured_publication_with_a_playful_title_is_read_too() -> None:
    featured = (
        f"<section><b>Featured</b><h2><a href='https://arxiv.org/abs/2601.00001'>Seven Small Kettles</a></h2>"
        f"<p>{PEOPLE[5]}, {PEOPLE[6]}</p><p>{TEXTS[3]}</p></section>"
    )
    cards = [f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p></article>" for n in range(3)]
    found = read([f"{featured}<div>{''.join(cards)}</div>"])
    assert [raw.title for raw in found] == ["Seven Small Kettles", *TITLES[:3]]


def test_the_full_stop_behind_the_link_of_a_title_is_the_list_s() -> None:
    cards = [
        f"<article><p>{linked(n)}</p><h4><a href='https://doi.org/10.5555/{n}'>{TITLES[n]}</a>.</h4><p>{text(n)}</p></article>"
        for n in range(4)
    ]
    assert [raw.title for raw in read(cards)] == list(TITLES)


def test_a_few_words_where_a_venue_may_be_missing_leave_the_record_unsure() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p><p>{'Kettle Days' if n else 'Owl days'}</p>"
        f"{'<p>2026-05-01</p>' if n == 0 else ''}</article>"
        for n in range(4)
    ]
    assert "layout_unsure" in read(cards)[0].flags


def test_topics_behind_a_labelled_abstract_in_its_own_place_are_no_part_of_it() -> None:
    words = ("Climate", "Vision and law", "Robotics", "Games")
    rows = [
        f"<dl><dt>Title</dt><dd>{TITLES[n]}</dd><dt>Authors</dt><dd>{linked(n)}</dd><dt>Abstract</dt><dd>{TEXTS[n]}</dd>"
        f"<dd>{words[n]}</dd><dt>Venue</dt><dd>ICLR (poster)</dd><dt>Date</dt><dd>2026-05-01</dd></dl>"
        for n in range(4)
    ]
    assert [raw.abstract for raw in read(rows)] == list(TEXTS)


@pytest.mark.parametrize("word", ["and", "&amp;"])
def test_people_behind_a_strong_title_are_parted_from_it_also_where_one_is_linked(word: str) -> None:
    cards = [
        f"<article><strong>{TITLES[n]}</strong><span>{PEOPLE[n + 4]} {word} {linked(n)}</span><p>{text(n)}</p></article>"
        for n in range(4)
    ]
    assert [title for title, _ in told(read(cards))] == list(TITLES)


@pytest.mark.parametrize("look", ["", " class=t"])
def test_a_bold_link_and_a_link_in_bold_are_alike(look: str) -> None:
    inside = "<a href='https://openreview.net/forum?id={n}'><strong>{title}</strong></a>"
    around = "<strong><a href='https://openreview.net/forum?id={n}'>{title}</a></strong>"
    cards = [
        f"{'<p>&nbsp;</p>' * (n == 2)}<p>{(around if n == 2 else inside).format(n=n, title=TITLES[n])}<br>{linked(n)}<br>"
        f"<em>ICLR</em> (poster), 2026-05-0{n + 1}</p><p{look}>{TEXTS[n]}</p>{'<h2>Reviews</h2>' * (n == 2)}"
        for n in range(4)
    ]
    assert [(raw.title, raw.flags) for raw in read(cards)] == [(title, ()) for title in TITLES]


@pytest.mark.parametrize("venue", ["in ICLR (poster)", "dans ICLR (poster)"])
def test_a_small_in_before_some_venues_comes_off(venue: str) -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p class=t>{text(n)}</p><p class=by><span class=who>{linked(n)}</span> — "
        f"<span class=where>{venue if n == 1 else 'NeurIPS (poster)'}</span> — <span class=when>2026-05-0{n + 1}</span></p></article>"
        for n in range(4)
    ]
    assert [raw.venue for raw in read(cards)] == ["NeurIPS (poster)", "ICLR (poster)", *["NeurIPS (poster)"] * 2]


def test_a_button_to_cite_is_no_venue() -> None:
    cite, pdf = "<a href='#' class=btn>Citation</a>", "<a href='https://openreview.net/pdf?id={n}' class=btn>PDF</a>"
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><span class=when>2026-05-0{n + 1}</span>"
        f"{'' if n == 2 else '<div class=where>ICLR (poster)</div>'}<div class=go>{'' if n == 2 else pdf.format(n=n)}{cite}</div></article>"
        for n in range(4)
    ]
    assert [raw.venue for raw in read(cards)] == [None if n == 2 else "ICLR (poster)" for n in range(4)]


def test_the_rest_of_many_people_may_unfold() -> None:
    many = [
        f"{given} {family}" for given in ("Ada", "Bo", "Cy", "Dag", "Eve") for family in ("Fjord", "Kettle", "Lantern")
    ]
    shown = (
        f"<span class=more role=button>and 11 more</span><span class=rest>{', '.join(many[4:])} and AURORA Team</span>"
    )
    cards = [
        f"<article><h3>{TITLES[n]}</h3><div class=who>{linked(n)}, {', '.join(many[:4])}, {shown if n == 1 else 'Jon Vale'}"
        f"</div><p class=t>{text(n)}</p><p>ICLR (poster)</p><p>2026-05-0{n + 1}</p></article>"
        for n in range(4)
    ]
    found = [clean(raw, MilaPage.institute) for raw in read(cards)]
    assert [[a.name for a in paper.authors][1:] for paper in found] == [
        [*many, "AURORA Team"] if n == 1 else [*many[:4], "Jon Vale"] for n in range(4)
    ]
    assert not any(paper.flags for paper in found)


@pytest.mark.parametrize("label", ["", "<em>Abstract:</em> "])
@pytest.mark.parametrize("few", [0, 1])
def test_a_text_may_stand_in_a_paragraph_behind_the_facts(label: str, few: int) -> None:
    cards = [
        f"<p>{linked(n)}, Cy Lantern.<br><strong>{TITLES[n]}</strong><br><span>ICLR (poster), 2026-05-0{n + 1}</span></p>"
        + ("" if n < few else f"<p>{label}{TEXTS[n]}</p><p>&nbsp;</p>")
        for n in range(4)
    ]
    found = read(cards)
    assert [(raw.title, raw.abstract) for raw in found] == [
        (TITLES[n], None if n < few else TEXTS[n]) for n in range(4)
    ]
    assert not any(raw.flags for raw in found)


def test_a_text_behind_one_publication_is_told_and_not_taken() -> None:
    cards = [
        f"<div>{linked(n)}, Cy Lantern.<br><strong>{TITLES[n]}</strong><br><span>ICLR (poster), 2026-05-0{n + 1}</span></div>"
        for n in range(4)
    ]
    found = read([*cards[:2], f"<p>{TEXTS[0]}</p>", *cards[2:]])
    assert [raw.abstract for raw in found] == [None] * 4
    assert ["layout_unsure" in raw.flags for raw in found] == [False, True, False, False]


@pytest.mark.parametrize(
    "line",
    [
        "{who}. <a href='https://openreview.net/forum?id={n}'>{title}</a>. ICLR (poster), 2026-05-0{day}.",
        "{who}. <b>{title}</b>. ICLR (poster), 2026-05-0{day}.",
        "{who}. <b>{title}</b>, ICLR (poster), 2026-05-0{day}",
        "{who}: <b>{title}</b>. ICLR (poster). 2026-05-0{day}",
    ],
)
def test_a_citation_in_one_line_holds_all_facts(line: str) -> None:
    cards = [
        f"<p>{line.format(who=linked(n) + ', Cy Lantern', title=TITLES[n], n=n, day=n + 1)}</p><p>{TEXTS[n]}</p>"
        for n in range(4)
    ]
    found = [clean(raw, MilaPage.institute) for raw in read(cards)]
    assert [(p.title, p.abstract) for p in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [(p.date_printed, p.venue, p.status) for p in found] == [
        (f"2026-05-0{n + 1}", "ICLR", "poster") for n in range(4)
    ]
    assert [[a.name for a in p.authors][1:] for p in found] == [["Cy Lantern"]] * 4


def test_a_bold_title_among_headings_leads_a_publication() -> None:
    titles = [f"{title}, {part}" for part in ("Once", "Again") for title in TITLES]
    cards = [
        f"{f'<p><strong>{title}</strong></p>' if n == 4 else f'<h3>{title}</h3>'}<p class=who>{linked(n % 4)}, Cy Lantern</p>"
        f"<p>{TEXTS[n % 4]}</p><p><em>2026-05-0{n + 1}</em><br><em>ICLR (poster)</em></p>"
        for n, title in enumerate(titles)
    ]
    assert [(raw.title, raw.date) for raw in read(cards)] == [
        (title, f"2026-05-0{n + 1}") for n, title in enumerate(titles)
    ]


def test_people_behind_the_text_of_other_people_are_told() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p class=who>{linked(n)}, Cy Lantern</p><p class=t>{text(n)}</p>"
        f"{f'<p class=who>{linked(3)}, Ulf Winter</p><p class=t>{TEXTS[3]}</p>' if n == 1 else ''}<p>ICLR (poster)</p>"
        f"<p>2026-05-0{n + 1}</p></article>"
        for n in range(4)
    ]
    found = [clean(raw, MilaPage.institute) for raw in read(cards)]
    assert [{"layout_unsure", "authors_unsure"} <= {*paper.flags} for paper in found] == [False, True, False, False]
