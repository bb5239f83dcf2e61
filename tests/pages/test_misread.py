"""Kinds of markup whose lines were once taken for other fields, one small page each."""

from collections.abc import Sequence

import pytest

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import RawPublication
from pubcrawl.pages.body import read as read_body
from pubcrawl.pages.mila import MilaPage
from tests.pages.odd_cards import WHEN
from tests.pages.test_markups import mila_records

PEOPLE = ("Ada Fjord", "Bo Kettle", "Cy Lantern", "Dag Meadow", "Eve Harbour", "Ulf Winter", "Pia Sund", "Jon Vale")
TITLES = ("Kettles That Whistle in Tune", "Rain on Tin Roofs", "Owls Count the Night Trains", "Maps for Lost Parcels")
CHIPS = ("Sound", "Weather", "Birds", "Post")
TEXTS = (
    (
        "Kettles of one kitchen sing at many pitches, and whoever lives there knows them apart. We tune forty of them with "
        "a lid that a model has drawn, and the neighbours hear a chord."
    ),
    (
        "A roof of tin tells how hard it rains, where no gauge has ever been. We record nine villages through a summer and "
        "learn to read millimetres from the sound, within a tenth of what fell."
    ),
    (
        "Whoever sits near a railway at night counts the trains without knowing it. We ask whether owls do, by moving one "
        "train an hour ahead, and find that seven birds of nine looked up too late."
    ),
    (
        "Parcels are lost between two maps that name one street in two ways. We align the maps of thirty towns by the "
        "routes of those who deliver there, and one parcel in six comes home a day earlier."
    ),
)


def text(n: int, marker: str = "… (see more)") -> str:
    """Return an abstract that is cut where the site cuts."""
    return TEXTS[n][:140] + marker + TEXTS[n][140:]


def linked(n: int) -> str:
    return f"<a href='/en/directory/{PEOPLE[n].split()[0].lower()}'>{PEOPLE[n]}</a>"


def read(cards: Sequence[str], around: str = "main") -> list[RawPublication]:
    html = f"<html lang=en><body><main><h1>Publications</h1><{around}>{''.join(cards)}</{around}></main></body></html>"
    return list(mila_records(html, "en"))


def told(found: Sequence[RawPublication]) -> list[tuple[str | None, str]]:
    return [(raw.title, "".join(span.text for span in raw.authors)) for raw in found]


def test_a_topic_above_a_title_is_no_title_and_dots_in_a_box_are_part_of_the_marker() -> None:
    marker = "<x-dots>…</x-dots> <x-more>(see more)</x-more>"
    cards = [
        f"<x-work><x-chip>{CHIPS[n]}</x-chip><x-person>{PEOPLE[n]}</x-person><x-name>{TITLES[n]}</x-name>"
        f"<x-text>{text(n, marker)}</x-text></x-work>"
        for n in range(3)
    ]
    cards.append(
        f"<x-work><x-chip>{CHIPS[3]}</x-chip><x-person>{PEOPLE[3]}</x-person><x-bare>{TITLES[3]}</x-bare>"
        "<p>2026-05-01</p><p>ICLR (poster)</p></x-work>"
    )
    found = read(cards)
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
    assert [raw.abstract for raw in found] == [*map(text, range(3)), None]


def test_the_number_of_a_citation_is_no_title_and_an_award_no_author() -> None:
    titles = (*TITLES[:2], "Ants, Bees and Owls", "Silent Weather")
    cards = [
        f"<li><p><b>[{n + 1}]</b> <span>{linked(n)} and {PEOPLE[n + 4]}</span>. “<a href='https://doi.org/10.5555/{n}'>"
        f"<cite>{title}</cite></a>”. <span>In: <i>ICLR (poster)</i></span>, <span>2026-05-0{n + 1}</span>. "
        f"{'<span>★ Best paper runner-up</span>' * (n == 1)} [<a href='#'>pdf</a>] [<a href='#'>bib</a>]</p>"
        f"<blockquote>{text(n)}</blockquote></li>"
        for n, title in enumerate(titles)
    ]
    assert told(read(cards, "ol")) == [(t, f"{PEOPLE[n]} and {PEOPLE[n + 4]}") for n, t in enumerate(titles)]


def test_names_with_workplaces_are_people_and_a_caption_is_nobody() -> None:
    people = [f"{PEOPLE[n]} (Mila); {PEOPLE[n + 4]} (Université Laval)" for n in range(4)]
    cards = [
        f"<article><h2>{TITLES[n]}</h2><address>{people[n]}</address>"
        + f"<figure><figcaption>Fig. {n}. Our method, from the paper. © The authors</figcaption></figure>" * (n % 2)
        + f"<div>{text(n)}</div>" * (n != 2)
        + "<p>2026-05-01</p><p>ICLR (poster)</p></article>"
        for n in range(4)
    ]
    found = read(cards)
    assert told(found) == list(zip(TITLES, people, strict=True))
    assert [raw.abstract for raw in found] == [text(0), text(1), None, text(3)]


def test_a_comma_behind_a_name_in_a_list_makes_it_no_list_of_names() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><ul><li>{linked(n)},</li><li>{PEOPLE[n + 4]}</li>"
        f"<li><span>and </span>{linked((n + 1) % 4)}</li></ul><div>{text(n)}</div></article>"
        for n in range(4)
    ]
    found = read(cards)
    assert [PEOPLE[n + 4] in names for n, (_, names) in enumerate(told(found))] == [True] * 4
    assert not any("layout_unsure" in raw.flags for raw in found)


def test_a_row_of_facts_and_a_row_of_text_are_one_publication() -> None:
    rows = [
        f"<tr class={'odd' if n % 2 else 'even'}><td>{n + 1}</td><td>{'—' if n == 1 else f'2026-05-0{n + 1}'}</td>"
        f"<th><a href='https://doi.org/10.5555/{n}'>{TITLES[n]}</a></th><td>{linked(n)}</td>"
        f"<td>{'—' if n == 1 else 'ICLR (poster)'}</td><td>{CHIPS[n]}</td></tr>"
        f"<tr class=more><td></td><td colspan=5>{text(n)}</td></tr>"
        for n in range(4)
    ]
    rows.insert(4, "<tr class=group><td colspan=6><b>April 2026 and before</b> (2)</td></tr>")
    head = "".join(f"<th>{name}</th>" for name in ("No.", "Date", "Title", "People", "Where", "Topic"))
    found = read([f"<tr>{head}</tr>", *rows], "table")
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
    assert [(raw.abstract, raw.date) for raw in found] == [
        (text(n), None if n == 1 else f"2026-05-0{n + 1}") for n in range(4)
    ]
    assert not any(raw.flags for raw in found)


def test_a_date_announced_as_another_one_is_not_the_date_where_it_stands_alone() -> None:
    entries = [
        f"<dt>Title<dd>{TITLES[n]}<dt>Authors<dd>{linked(n)}"
        + f"<dt>Date<dd>2026-05-0{n + 1}" * (n != 2)
        + f"<dt>Venue<dd>ICLR (poster)<dt>Added to this list<dd>2026-06-0{n + 1}<dt>Abstract<dd>{text(n)}<dt>Topics<dd>{CHIPS[n]}"
        for n in range(4)
    ]
    found = read(entries, "dl")
    assert [(raw.title, raw.date, raw.flags) for raw in found] == [
        (TITLES[n], *((f"2026-05-0{n + 1}", ()) if n != 2 else (None, ("date_unreadable",)))) for n in range(4)
    ]


def test_notes_on_people_and_counters_are_no_unknown_lines() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><div>{linked(n)}<sup>1*</sup>, {PEOPLE[n + 4]}<sup>2,4*</sup></div>"
        f"<div><sup>1</sup>Mila – Quebec AI Institute <sup>2</sup>McGill University<br>* Equal contribution</div>"
        f"<div>{text(n)}</div><p>2026-05-01</p><p>ICLR (poster)</p><div>👁 {n}20</div></article>"
        for n in range(4)
    ]
    found = read(cards)
    assert told(found) == [(TITLES[n], f"{PEOPLE[n]}¹*, {PEOPLE[n + 4]}²,⁴*") for n in range(4)]
    assert not any(raw.flags for raw in found)


def test_a_word_of_a_title_in_colour_is_no_badge() -> None:
    titles = ("Rock, Paper and Rain", *TITLES[1:])
    cards = [
        f"<article><p class=t><span><i>{title.split()[0]}</i></span><i>{title[title.index(' ') :]}</i></p>"
        f"<p class=a>{PEOPLE[n]}</p><p class=a>Davit “Dato” {PEOPLE[n].split()[1]}</p>"
        f"<p class=b>{text(n)}</p><p>2026-05-01</p><p>ICLR (poster)</p><div>♡ {n}</div></article>"
        for n, title in enumerate(titles)
    ]
    found = read(cards)
    assert told(found) == [(t, f"{PEOPLE[n]}\nDavit “Dato” {PEOPLE[n].split()[1]}") for n, t in enumerate(titles)]
    assert not any(raw.flags for raw in found)


def test_people_whose_names_are_buttons_are_people_and_related_works_are_none_of_the_list() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p><button>{PEOPLE[n]}</button>, <span>{PEOPLE[n + 4]}</span> and "
        f"<button>{PEOPLE[(n + 1) % 4]}</button> <button>+1 more</button></p><p>{text(n)}</p><p>2026-05-01</p><p>ICLR (poster)</p>"
        + "<div><p>Related</p><ul><li><a href='#'>Counting Barnacles at Low Light</a></li></ul></div>" * (n == 1)
        + "</article>"
        for n in range(4)
    ]
    found = read(cards)
    assert [(t, names.strip()) for t, names in told(found)] == [
        (TITLES[n], f"{PEOPLE[n]}, {PEOPLE[n + 4]} and {PEOPLE[(n + 1) % 4]}") for n in range(4)
    ]
    assert not any(raw.flags for raw in found)


def test_labels_in_two_languages_are_labels() -> None:
    label = ("Abstract (in English only)", "Résumé")
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p><b>Authors : </b><span>{linked(n)}</span></p><p>{label[n % 2]}</p>"
        f"<div><p>{text(n)}</p></div><p>2026-05-01</p><p>ICLR (poster)</p><p>{('Topic', 'Thème')[n % 2]} : {CHIPS[n]}</p></article>"
        for n in range(4)
    ]
    found = read(cards)
    assert [(raw.title, raw.abstract, raw.flags) for raw in found] == [(TITLES[n], text(n), ()) for n in range(4)]


def test_a_word_that_was_searched_for_is_part_of_its_title() -> None:
    titles = [f"<mark>Kettles</mark> {rest}" for rest in ("in the Rain", "on Night Trains", "at Sea", "without Lids")]
    cards = [
        f"<div class=hit><div class=s><cite>ICLR (poster)</cite> › <span>2026-05-0{n + 1}</span></div>"
        f"<div class=t><a href='https://doi.org/10.5555/{n}'>{title}</a></div><div class=x>{text(n)}</div>"
        f"<div class=a><span>{linked(n)}</span><span>{PEOPLE[n + 4]}</span></div></div>"
        for n, title in enumerate(titles)
    ]
    assert told(read(cards)) == [
        (title.replace("<mark>Kettles</mark>", "Kettles"), f"{PEOPLE[n]}\n{PEOPLE[n + 4]}")
        for n, title in enumerate(titles)
    ]


def test_what_stands_behind_date_and_venue_is_no_abstract() -> None:
    letter = "<p>Newsletter. Every month we tell what is new in research at the institute. Subscribe.</p>"
    cards = [
        f"<h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p><p>2026-05-0{n + 1}</p><p>ICLR (poster)</p>{letter * (n == 1)}"
        for n in range(4)
    ]
    assert [raw.abstract for raw in read(cards)] == [text(n) for n in range(4)]


def test_what_follows_a_date_is_no_venue_where_the_page_has_venues_elsewhere() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><div class=who>{linked(n)}</div><div class=text>{text(n)}</div>"
        f"<div class=day>2026-05-0{n + 1}</div>{'<div class=venue>ICLR (poster)</div>' * (n != 2)}"
        f"<div class=seen>Cited by {12 + n}</div></article>"
        for n in range(4)
    ]
    found = read(cards)
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
    assert [raw.venue for raw in found] == ["ICLR (poster)", "ICLR (poster)", None, "ICLR (poster)"]


def test_a_venue_without_its_status_is_read_where_the_others_stand() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><div class=who>{linked(n)}</div><div class=text>{text(n)}</div>"
        f"<div class=day>2026-05-0{n + 1}</div><div class=venue>{'ICLR' if n == 2 else 'ICLR (poster)'}</div></article>"
        for n in range(4)
    ]
    assert [raw.venue for raw in read(cards)] == ["ICLR (poster)", "ICLR (poster)", "ICLR", "ICLR (poster)"]


@pytest.mark.parametrize("between", ["", "<p>2026-05-0{}</p><p>ICLR (oral)</p>"], ids=["touching", "facts"])
def test_topics_stand_above_all_titles_where_the_abstracts_say_so_of_most(between: str) -> None:
    titles = [*TITLES[:3], "Snow"]
    topics = ("Machine translation", "Fairness", "Safety and law", "Games")
    cards = [
        f"<article><p>{topics[n]}</p>{between.format(n + 1)}<p>{titles[n]}</p><small>{linked(n)}</small>"
        f"<div>{text(n)}</div></article>"
        for n in range(4)
    ]
    assert told(read(cards)) == [(titles[n], PEOPLE[n]) for n in range(4)]


def test_news_among_publications_is_none_though_topics_of_the_page_look_like_them() -> None:
    topics = "".join(f"<li><a href='/en/topics?t={n}'>{topic}</a></li>" for n, topic in enumerate(CHIPS))
    cards = [f"<li><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p></li>" for n in range(3)]
    news = f"<li><h3><a href='/en/news/1'>A Second Winter School</a></h3><p>{text(3)}</p></li>"
    found = read([f"<ul>{topics}</ul>", "<ul>", *cards[:2], news, cards[2], "</ul>"])
    assert [raw.title for raw in found] == list(TITLES[:3])


def test_news_whose_title_looks_like_a_name_is_no_publication() -> None:
    cards = [
        f"<li>2026-05-0{n + 1}<br><b>{TITLES[n]}</b><br>{linked(n)}<br><span>{text(n)}</span></li>" for n in range(3)
    ]
    news = f"<li>2026-04-02<br><b><a href='/en/news/1'>A Second Winter School</a></b><br><span>{text(3)}</span></li>"
    assert [raw.title for raw in read([*cards, news])] == list(TITLES[:3])


@pytest.mark.parametrize(
    ("around", "between", "one"),
    [("<p>{}</p>", ", ", "{}"), ("<ul>{}</ul>", "", "<li>{}</li>"), ("{}", "", "<p class=name>{}</p>")],
    ids=["line", "list", "lines"],
)
def test_whose_page_it_is_is_an_author_though_linked_nowhere_and_in_every_publication(
    around: str, between: str, one: str
) -> None:
    people = [[PEOPLE[n], "Nadia Okoye", PEOPLE[(n + 3) % 8]] for n in range(8)]
    titles = [f"{title}{again}" for again in ("", " and Farther Away") for title in TITLES]
    cards = [
        f"<article><h3>{titles[n]}</h3>{around.format(between.join(map(one.format, people[n])))}<p>{text(n % 4)}</p>"
        f"{'<p>2026-05-01</p><p>Post and Rain (published)</p>' * (n > 0)}</article>"
        for n in range(8)
    ]
    html = f"<html lang=en><body><main><h1>Nadia Okoye</h1><h2>Publications</h2>{''.join(cards)}</main></body></html>"
    page = MilaPage(read_body(html.encode(), "https://mila.quebec/en/directory/nadia-okoye"), "mila_en")
    assert told(page.records(WHEN)) == [(titles[n], (between or "\n").join(people[n])) for n in range(8)]


def test_publications_none_of_which_names_anybody_are_drift() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{text(n)}</p><p>2026-05-01</p><p>ICLR (oral)</p></article>" for n in range(4)
    ]
    with pytest.raises(LayoutDrift, match="names anybody"):
        read(cards)


def test_somebody_who_writes_often_beside_who_is_linked_is_an_author() -> None:
    cards = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}<br>Bo Kettle</p><p>{text(n)}</p></article>" for n in (0, 2, 3)
    ]
    cards.append(f"<article><h3>{TITLES[1]}</h3><p>{linked(4)}<br>Bo Kettle</p><p>{text(1)}</p></article>")
    assert all(people.endswith("\nBo Kettle") for _, people in told(read(cards)))


def test_a_list_whose_hidden_heading_says_home_is_no_home_page() -> None:
    cards = [f"<li><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p></li>" for n in range(4)]
    html = f"<html><body><h1 class=hidden>Home</h1><main><h2>Publications</h2><ul>{''.join(cards)}</ul></main></body></html>"
    assert [raw.title for raw in mila_records(html, "en")] == list(TITLES)


@pytest.mark.parametrize("word", ["Auteurs et autrices", "Signed by the people"])
def test_a_label_before_people_who_are_linked_announces_them_whatever_it_says(word: str) -> None:
    people = [f"{linked(n)}, {PEOPLE[n + 4]}" for n in range(4)]
    cards = [
        f"<li><h3>{TITLES[n]}</h3><p><span class=hidden>{word} : </span>{people[n]}</p><p>{text(n)}</p></li>"
        for n in range(4)
    ]
    assert told(read(cards)) == [(TITLES[n], f"{PEOPLE[n]}, {PEOPLE[n + 4]}") for n in range(4)]


def test_a_word_behind_each_member_is_nobody() -> None:
    member = "<li>{} <span class=badge>Mila</span></li>"
    cards = [
        f"<div class=work><h3>{TITLES[n]}</h3><ul>{member.format(linked(n))}<li>{PEOPLE[n + 4]}</li></ul><p>{text(n)}</p></div>"
        for n in range(4)
    ]
    people = [[name.strip() for name in people.split("\n")] for _, people in told(read(cards))]
    assert people == [[PEOPLE[n], PEOPLE[n + 4]] for n in range(4)]


def test_a_publication_of_nothing_but_title_and_people_behind_a_label_is_one() -> None:
    cards = [
        f"<section><h3>{TITLES[n]}</h3><p><span>Written by </span><span>{PEOPLE[n]}</span>; <span>{PEOPLE[n + 4]}</span></p>"
        f"{f'<p>{text(n)}</p>' * (n != 1)}</section>"
        for n in range(4)
    ]
    assert [raw.title for raw in read(cards)] == list(TITLES)


@pytest.mark.parametrize("head", ["", "<tr><th>Title</th><th>Authors</th><th>Abstract</th></tr>"], ids=["none", "head"])
def test_people_in_broken_lines_of_a_cell_are_people_though_nobody_of_them_is_linked(head: str) -> None:
    people = [
        f"{linked(0)}<br>Bo Kettle",
        "Nadia Okoye<br>Bo Kettle<br>Zoe Marsh",
        f"Bo Kettle<br>{linked(2)}",
        "Bo Kettle",
    ]
    cards = [f"<tr><th>{TITLES[n]}</th><td>{people[n]}</td><td>{text(n)}</td></tr>" for n in range(4)]
    found = read([f"<thead>{head}</thead>", *cards], around="table")
    assert [people.split("\n") for _, people in told(found)] == [
        [PEOPLE[0], "Bo Kettle"],
        ["Nadia Okoye", "Bo Kettle", "Zoe Marsh"],
        ["Bo Kettle", PEOPLE[2]],
        ["Bo Kettle"],
    ]


def test_facts_that_are_left_over_between_publications_are_told() -> None:
    cards = [
        f"<section><div><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{text(n)}</p></div><nav><i>Date</i><b>2026-05-0{n + 1}</b></nav>"
        "</section>"
        for n in range(3)
    ]
    found = read(cards)
    assert [raw.date for raw in found] == [None] * 3
    assert ["layout_unsure" in raw.flags for raw in found] == [True, True, False]


def test_a_page_whose_titles_are_texts_is_drift() -> None:
    cards = [f"<div><h3>{TEXTS[n]}</h3><p>{linked(n)}</p><p>2026-05-01</p><p>ICLR (oral)</p></div>" for n in range(4)]
    with pytest.raises(LayoutDrift, match="titles are texts"):
        read(cards)


def test_people_of_other_publications_are_those_of_one_that_names_no_others() -> None:
    chip = "<div class=chip>{}</div>"
    people = [(PEOPLE[0], PEOPLE[1]), (PEOPLE[2], PEOPLE[3]), (PEOPLE[0], PEOPLE[2]), (PEOPLE[4], PEOPLE[5])]
    cards = [
        f"<div class=card><h3>{TITLES[n]}</h3><div class=stack>{''.join(map(chip.format, people[n]))}</div><p>{text(n)}</p>"
        f"{'<p>2026-05-01</p><p>ICLR (oral)</p>' * (n != 2)}</div>"
        for n in range(4)
    ]
    assert [tuple(who.split("\n")) for _, who in told(read(cards))] == people


def test_who_supervised_a_work_is_no_author_of_it() -> None:
    cards = [
        f"<li><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p><b>Supervisor:</b> {linked(n + 4)}</p><p>{text(n)}</p></li>"
        for n in range(4)
    ]
    assert told(read(cards)) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
