"""Pages that say a status, a workshop or a day in another form than the site does, one small page each."""

from collections.abc import Sequence

import pytest

from pubcrawl.items import RawPublication
from pubcrawl.pages.html import read_html
from pubcrawl.pages.mila import MilaPage
from pubcrawl.pages.people import is_name
from pubcrawl.pages.whitespace import toggle_text
from pubcrawl.stages.clean import clean
from tests.pages.test_misread import CHIPS, PEOPLE, TEXTS, TITLES, linked, read, text, told

VENUES = (
    "International Conference on Machine Learning",
    "Kettles and Society",
    "Transactions on Machine Learning Research",
    "ArXiv",
)
STATUSES = ("Accept (Poster)", "published", "oral", "published")
WHOLE = [f"{venue} ({status})" for venue, status in zip(VENUES, STATUSES, strict=True)]


def cards(facts: str, *, title: str = "<h3>{}</h3>", day: str = "<p>2026-05-0{}</p>") -> list[str]:
    """Four publications; `facts` is formatted with venue and status."""
    return [
        f"<article>{title.format(TITLES[n])}<p>{linked(n)}</p><p>{TEXTS[n]}</p>{day.format(n + 1)}"
        f"{facts.format(venue=VENUES[n], status=STATUSES[n], n=n)}</article>"
        for n in range(4)
    ]


def venues(found: Sequence[RawPublication]) -> list[str | None]:
    return [raw.venue for raw in found]


@pytest.mark.parametrize(
    "facts",
    [
        "<p>{venue} <span class=pill>{status}</span></p>",
        "<p><em>{venue}</em> <small>{status}</small></p>",
        "<p><span>{venue}</span><span>•</span><span>{status}</span></p>",
        "<p><span class=pill>{status}</span><span>{venue}</span></p>",
        "<p><span>In:</span> <cite>{venue}</cite> <b class=badge>{status}</b></p>",
        "<p><b>Venue:</b> <span class=pill>{status}</span> {venue}</p>",
        "<div>{venue}</div><div class=badge>{status}</div>",
        "<dl><dt>Published in</dt><dd>{venue}</dd><dt>Status</dt><dd>{status}</dd></dl>",
        "<div><b>Status:</b> {status}</div><div><b>Venue:</b> {venue}</div>",
    ],
    ids=["behind", "two elements", "sign", "before", "preposition", "label", "lines", "terms", "labels"],
)
def test_a_status_in_an_element_of_its_own_ends_the_venue(facts: str) -> None:
    found = read(cards(facts))
    assert [venue and venue.removeprefix("In: ") for venue in venues(found)] == WHOLE
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
    assert [raw.abstract for raw in found] == list(TEXTS)
    assert [raw.date for raw in found] == [f"2026-05-0{n + 1}" for n in range(4)]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("<h3>{title}</h3><p class=host>{venue}</p>", "<footer><i>{day}</i> <b class=pill>{status}</b></footer>"),
        ("<p class=top><b class=pill>{status}</b></p><h3>{title}</h3>", "<p>{day}</p><p class=host>{venue}</p>"),
    ],
    ids=["venue above", "status above"],
)
def test_a_venue_is_found_that_stands_far_from_its_status(head: str, foot: str) -> None:
    made = []
    for n in range(4):
        facts = {"title": TITLES[n], "venue": VENUES[n], "status": STATUSES[n], "day": f"2026-05-0{n + 1}"}
        body = f"<p>{linked(n)}</p><p>{TEXTS[n]}</p>"
        made.append(f"<article>{head.format(**facts)}{body}{foot.format(**facts)}</article>")
    found = read(made)
    assert venues(found) == WHOLE
    assert [(raw.title, raw.abstract) for raw in found] == list(zip(TITLES, TEXTS, strict=True))


def test_a_badge_in_a_heading_is_no_part_of_the_title() -> None:
    made = [
        f"<article><h3>{TITLES[n]} <span class=pill>{STATUSES[n]}</span></h3><p>{linked(n)}</p><p>{TEXTS[n]}</p>"
        f"<p>2026-05-0{n + 1}</p><p class=host>{VENUES[n]}</p></article>"
        for n in range(4)
    ]
    found = read(made)
    assert [raw.title for raw in found] == list(TITLES)
    assert venues(found) == WHOLE


def test_a_word_that_announces_a_day_is_no_status() -> None:
    found = read(cards("<p>ICLR (poster)</p>", day="<p><i>Published</i> <time>2026-05-0{}</time></p>"))
    assert [(raw.date, raw.venue) for raw in found] == [(f"2026-05-0{n + 1}", "ICLR (poster)") for n in range(4)]


@pytest.mark.parametrize(
    "facts",
    [
        "<p>{venue} · Workshop: Kettles{n} <span class=pill>{status}</span></p>",
        "<p><i class=tag>Workshop: Kettles{n}</i><i class=tag>{venue}</i><span class=pill>{status}</span></p>",
        "<p>{venue} <span class=pill>{status}</span></p><p class=tags><span>Atelier : Kettles{n}</span></p>",
        "<dl><dt>Workshop</dt><dd>Kettles{n}</dd><dt>Venue</dt><dd>{venue}</dd><dt>Status</dt><dd>{status}</dd></dl>",
    ],
    ids=["row", "tags", "elsewhere", "terms"],
)
def test_a_workshop_that_is_announced_stands_before_its_host(facts: str) -> None:
    found = [clean(raw, MilaPage.institute) for raw in read(cards(facts))]
    assert [paper.workshop for paper in found] == [f"Kettles{n}" for n in range(4)]
    assert [paper.venue for paper in found] == list(VENUES)
    assert [paper.status for paper in found] == ["poster", "published", "oral", "published"]


def test_the_head_of_a_table_announces_its_columns() -> None:
    head = "".join(f"<th>{word}</th>" for word in ("Date", "Title", "Authors", "Workshop", "Venue", "Status"))
    rows = "".join(
        f"<tr><td>2026-05-0{n + 1}</td><td><b>{TITLES[n]}</b></td><td>{linked(n)}</td><td>{'Kettles' * (n == 1)}</td>"
        f"<td>{VENUES[n]}</td><td><i class=pill>{STATUSES[n]}</i></td></tr><tr><td colspan=6><p>{TEXTS[n]}</p></td></tr>"
        for n in range(4)
    )
    found = read([f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"])
    assert venues(found) == [WHOLE[0], f"Kettles @ {WHOLE[1]}", *WHOLE[2:]]


@pytest.mark.parametrize(
    "day",
    [
        "<p>May {n}, 2026</p>",
        "<p>{n} mai 2026</p>",
        "<p>Friday, May {n}, 2026</p>",
        "<p><svg></svg><span> {n} May 2026 </span></p>",
        "<p><b>Date:</b> 2{n}.05.2026</p>",
        "<p>Published on May {n}, 2026</p>",
        "<p>2{n}/05/2026</p>",
        "<p>05/2{n}/2026</p>",
        "<p>2026/5/{n}</p>",
        "<p>2026.5.{n}</p>",
        "<p>@{n} May 2026</p>",
    ],
)
def test_a_day_in_words_or_with_the_day_first_is_read(day: str) -> None:
    made = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{TEXTS[n]}</p>{day.format(n=n + 1)}<p>ICLR (poster)</p></article>"
        for n in range(4)
    ]
    days = [f"2026-05-2{n + 1}" if "2{n}" in day else f"2026-05-0{n + 1}" for n in range(4)]
    assert [raw.date for raw in read(made)] == days


def test_one_day_of_the_page_tells_in_what_order_all_are_printed() -> None:
    days = ("04/05/2026", "25/05/2026", "01/02/2026", "02/03/2026")
    made = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{TEXTS[n]}</p><p>{days[n]}</p><p>ICLR (poster)</p></article>"
        for n in range(4)
    ]
    assert [raw.date for raw in read(made)] == ["2026-05-04", "2026-05-25", "2026-02-01", "2026-03-02"]
    unsure = [clean(raw, MilaPage.institute) for raw in read([card.replace("25/", "05/") for card in made])]
    assert [paper.flags for paper in unsure if paper.published is None] == [("date_unreadable",)] * 3


def test_days_in_titles_and_sentences_stay_what_they_are() -> None:
    title = "<h3>{} since March 11, 2011</h3>"
    made = [card.replace("</p><p>2026", ", since <b>March 11, 2011</b>.</p><p>2026") for card in cards("", title=title)]
    found = read([card.replace("</article>", "<p>ICLR (poster)</p></article>") for card in made])
    assert [raw.title for raw in found] == [f"{t} since March 11, 2011" for t in TITLES]
    assert [raw.abstract for raw in found] == [f"{text}, since March 11, 2011." for text in TEXTS]


def test_a_list_of_people_holds_those_too_who_write_often_and_are_not_linked() -> None:
    made = [
        f"<article><p><i>ICLR</i><b>(poster)</b></p><h2>{TITLES[n]}</h2><ul class=a><li class=p>{linked(n)}</li>"
        f"<li class=p><span>{PEOPLE[6]}</span></li><li class=p><span>{PEOPLE[7]}</span></li></ul><p>{TEXTS[n]}</p>"
        f"<p>2026-05-0{n + 1}</p></article>"
        for n in range(4)
    ]
    made[3] = made[3].replace(f"<li class=p>{linked(3)}</li>", "")
    people = [", ".join([*PEOPLE[n : n + 1], *PEOPLE[6:8]]) for n in range(3)] + [", ".join(PEOPLE[6:8])]
    assert [(title, names.replace("\n", ", ")) for title, names in told(read(made))] == list(
        zip(TITLES, people, strict=True)
    )


def test_a_work_without_venue_is_no_news_where_its_author_stands_among_those_of_others() -> None:
    made = cards("<p>{venue} <i class=pill>{status}</i></p>")
    made.insert(
        2, f"<article><h3>Bread Without Ovens</h3><p>{PEOPLE[7]}</p><p>{TEXTS[0]}</p><p>2026-05-09</p></article>"
    )
    made[0] = made[0].replace("</a>", f"</a>, {PEOPLE[7]}")
    assert "Bread Without Ovens" in [raw.title for raw in read(made)]


def test_a_page_may_head_each_publication_like_a_page() -> None:
    made = cards("<p>{venue} <i class=pill>{status}</i></p>", title="<h1>{}</h1>") * 2
    made.append(f"<article><h1>Bread Without Ovens</h1><p>{PEOPLE[6]}, {PEOPLE[7]}</p><p>{TEXTS[0]}</p></article>")
    assert [raw.title for raw in read(made)] == [*TITLES, *TITLES, "Bread Without Ovens"]


@pytest.mark.parametrize("name", ["J.-F. Marchand", "Ann-Lou de la Mare", "A. B. Sund"])
def test_initials_may_be_joined_by_a_hyphen(name: str) -> None:
    assert is_name(name)


def test_a_status_may_have_a_colour_of_its_own() -> None:
    made = cards("<p><em>{venue}</em> <span class='badge badge-{n}'>{status}</span></p>")
    made += [card.replace("badge-", "badge-1") for card in cards("<p><i class='badge badge-{n}'>{status}</i></p>")]
    found = read(made[:4])
    assert venues(found) == WHOLE


def test_a_filter_of_statuses_is_no_status() -> None:
    filters = "<fieldset><legend>Status</legend><label>poster</label><label>oral</label></fieldset>"
    assert [raw.title for raw in read([filters, *cards("<p>{venue} ({status})</p>")])] == list(TITLES)


def test_a_title_may_stand_around_what_unfolds() -> None:
    made = [
        f"<li class=i><a href='#p{n}' class=t>{TITLES[n]}</a><div class=c><dl><dt>Authors</dt><dd>{linked(n)}</dd>"
        f"<dt>Abstract</dt><dd>{TEXTS[n]}</dd><dt>Venue</dt><dd>{VENUES[n]}</dd><dt>Status</dt><dd>{STATUSES[n]}</dd>"
        f"<dt>Date</dt><dd>2026-05-0{n + 1}</dd></dl></div></li>"
        for n in range(4)
    ]
    found = read([f"<ul>{''.join(made)}</ul>"])
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
    assert venues(found) == WHOLE


def test_a_teaser_may_end_in_dots_in_brackets() -> None:
    made = [
        card.replace("<p>", f"<p>{TEXTS[n][:90]} […]</p><p>", 2) for n, card in enumerate(cards("<p>ICLR (poster)</p>"))
    ]
    made = [card.replace(f"<p>{TEXTS[n][:90]} […]</p>", "", 1) for n, card in enumerate(made)]
    assert [raw.abstract for raw in read(made)] == list(TEXTS)


def test_from_announces_people() -> None:
    made = [
        f"<li><div><a href='https://openreview.net/forum?id=k{n}'>{TITLES[n]}</a></div><ul><li>Published: 2026-05-0{n + 1}</li>"
        f"<li>Venue: {VENUES[n]} ({STATUSES[n]})</li><li>From: {linked(n)}, {PEOPLE[n + 4]}</li></ul><div>{TEXTS[n]}</div></li>"
        for n in range(4)
    ]
    assert told(read([f"<ul>{''.join(made)}</ul>"])) == [(TITLES[n], f"{PEOPLE[n]}, {PEOPLE[n + 4]}") for n in range(4)]


def test_a_date_said_twice_behind_its_label_is_no_label() -> None:
    made = cards("<p><b>In:</b> {venue} ({status})</p>", day="<p><b>Date:</b> 2026-05-01</p><!--{}-->")
    assert [raw.date for raw in read(made)] == ["2026-05-01"] * 4


def test_a_venue_in_brackets_with_the_day_has_none_of_them() -> None:
    made = cards("<p class=pill>{status}</p><p>({venue}, 2026-05-0{n})</p>", day="")
    assert venues(read(made)) == WHOLE


def test_the_full_stops_behind_titles_are_the_lists() -> None:
    titles = [f"<b>{title}.</b>" for title in TITLES]
    made = [
        f"<li>{linked(n)} and {PEOPLE[n + 4]}. {titles[n]} <i>{VENUES[n]}</i> ({STATUSES[n]}), May {n + 1}, 2026. "
        f"<span>[<a href='https://openreview.net/forum?id=k{n}'>link</a>] [<a href='/k{n}.bib'>bib</a>]</span>"
        f"<div>{TEXTS[n]}</div></li>"
        for n in range(4)
    ]
    found = read([f"<ul>{''.join(made)}</ul>"])
    assert [raw.title for raw in found] == list(TITLES)
    assert [raw.date and raw.date.rstrip(".") for raw in found] == [f"2026-05-0{n + 1}" for n in range(4)]
    assert read([f"<ul>{made[0]}</ul>"])[0].title == f"{TITLES[0]}."


def test_a_run_starts_with_its_heading_though_one_has_no_abstract() -> None:
    made = [
        f"<h3>{TITLES[n % 4]} {n}</h3>{f'<blockquote>{TEXTS[n % 4]}</blockquote>' * (n > 1)}<ul><li>Kettles</li></ul>"
        f"<div>{PEOPLE[n % 8]}, {linked(n % 4)}</div><time>2026-05-0{n + 1}</time><em>{VENUES[n % 4]} (poster)</em>"
        for n in range(8)
    ]
    assert [raw.title for raw in read(made, "div")] == [f"{TITLES[n % 4]} {n}" for n in range(8)]


def test_a_status_that_nothing_places_is_told() -> None:
    made = cards("<p>{venue} ({status})</p>")[:3]
    alone = "<p class=pill>oral</p>"
    made.append(f"<article><h3>{TITLES[3]}</h3><p>{linked(3)}</p>{alone}<p>{TEXTS[3]}</p><p>2026-05-04</p></article>")
    found = read(made)
    assert [("status_unsure" in raw.flags, raw.venue) for raw in found] == [(False, WHOLE[n]) for n in range(3)] + [
        (True, None)
    ]


def test_a_topic_beside_a_status_is_no_venue() -> None:
    topics = ("Kettles", "Roofs", "Kettles", "Roofs")
    made = [
        card.replace("<h3>", f"<p><i class=t>{topics[n]}</i> <i class=s>{STATUSES[n]}</i></p><h3>", 1)
        for n, card in enumerate(cards("<p class=ref><em>{venue}</em></p>"))
    ]
    found = read(made)
    assert venues(found) == WHOLE
    assert [(raw.title, raw.abstract) for raw in found] == list(zip(TITLES, TEXTS, strict=True))


@pytest.mark.parametrize("workshop", ["Atelier Kettles{n}", "<b>Workshop</b> Kettles{n}"])
def test_a_workshop_may_stand_beside_the_status_without_a_colon(workshop: str) -> None:
    facts = f"<p>{{venue}}</p><footer><i class=a>{workshop}</i><i class=s>{{status}}</i></footer>"
    found = [clean(raw, MilaPage.institute) for raw in read(cards(facts))]
    assert [paper.workshop for paper in found] == [f"Kettles{n}" for n in range(4)]
    assert [(paper.venue, paper.status) for paper in found] == list(
        zip(VENUES, ("poster", "published", "oral", "published"), strict=True)
    )


def test_a_workshop_that_is_called_so_is_a_venue() -> None:
    found = read(
        [card.replace("ArXiv", "Workshop on Kettles") for card in cards("<p>{venue} <i class=s>{status}</i></p>")]
    )
    assert venues(found)[3] == "Workshop on Kettles (published)"


def test_the_facts_of_a_publication_may_stand_in_its_heading() -> None:
    made = [
        f"<article><h2><button><div class=t>{TITLES[n]}</div><div class=f><time>2026-05-0{n + 1}</time> · {VENUES[n]}</div>"
        f"<i class=s>{STATUSES[n]}</i></button></h2><p>{linked(n)}</p><p>{TEXTS[n]}</p></article>"
        for n in range(4)
    ]
    found = read(made)
    assert [raw.title for raw in found] == list(TITLES)
    assert venues(found) == WHOLE


def test_a_workshop_may_be_named_before_or_behind_its_host_in_words() -> None:
    facts = (
        "<p><b>Workshop:</b> Kettles{n} · {venue}</p><p>{status}</p>",
        "<p>{venue}, atelier Kettles{n} ({status})</p>",
    )
    for said in facts:
        made = [card.replace("Kettles and Society", "ICML") for card in cards(said)]
        found = [clean(raw, MilaPage.institute) for raw in read(made)]
        assert [paper.workshop for paper in found] == [f"Kettles{n}" for n in range(4)]


def test_a_day_in_several_elements_is_one() -> None:
    leaf = "<div class=leaf><span>{}</span> <span>Nov</span> <span>2025</span></div>"
    found = read(cards("<p>{venue} ({status})</p>", day=leaf))
    assert [raw.date for raw in found] == [f"2025-11-0{n + 1}" for n in range(4)]


def test_a_button_with_several_boxes_is_the_head_of_a_panel() -> None:
    made = [
        f"<div class=panel><button><div class=d>2{n}/10/2025</div><div class=t>{TITLES[n]}</div><div><i class=s>{STATUSES[n]}</i></div>"
        f"</button><div class=body><h5>Présenté ou paru dans</h5><p>{VENUES[n]}</p><h5>Résumé</h5><p>{TEXTS[n]}</p>"
        f"<h5>Auteurs</h5><ul><li>{linked(n)}</li></ul></div></div>"
        for n in range(4)
    ]
    found = read(made)
    assert [(raw.title, raw.date) for raw in found] == [(TITLES[n], f"2025-10-2{n}") for n in range(4)]
    assert venues(found) == WHOLE


def test_a_day_behind_a_long_list_of_people_is_in_no_sentence() -> None:
    people = ", ".join(PEOPLE[2:])
    made = [
        f"<article><h3>{TITLES[n]}</h3><div>{linked(n)}, {people}, Nguyễn Thu Trang Anh, <span>{n + 1} May 2026</span>, "
        f"<span>In: <cite>{VENUES[n]}</cite></span> (<span>{STATUSES[n]}</span>).</div><p>{TEXTS[n]}</p></article>"
        for n in range(4)
    ]
    assert [raw.date for raw in read(made)] == [f"2026-05-0{n + 1}" for n in range(4)]


def test_a_status_that_a_label_announces_shows_that_there_are_publications() -> None:
    words = ("poster", "oral", "published", "spotlight")
    made = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{TEXTS[n]}</p><p>2026-05-0{n + 1}</p>"
        f"<dl><dt>Venue</dt><dd>{VENUES[n]}</dd><dt>Status</dt><dd>{words[n]}</dd></dl></article>"
        for n in range(4)
    ]
    assert venues(read(made)) == [f"{VENUES[n]} ({words[n]})" for n in range(4)]


@pytest.mark.parametrize("head", ["Topics", "Venue", "Workshop"])
def test_a_text_in_a_row_of_its_own_is_in_no_column(head: str) -> None:
    rows = "".join(
        f"<tr><td>Kettles</td><td><b>{TITLES[n]}</b></td><td>{linked(n)}</td><td>2026-05-0{n + 1}</td><td>ICLR (poster)</td></tr>"
        f"<tr><td colspan=5>{TEXTS[n]}</td></tr>"
        for n in range(4)
    )
    heads = "".join(f"<th>{word}</th>" for word in (head, "Title", "Authors", "Date", "Source"))
    found = read([f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"])
    assert [raw.abstract for raw in found] == list(TEXTS)


def test_nothing_but_statuses_in_a_place_are_statuses_though_none_is_said_twice() -> None:
    words = ("published", "preprint", "accepted", "oral")
    facts = [f"<p>2026-05-0{n + 1} · <i>{words[n]}</i> {CHIPS[n]} and Society</p>" for n in range(4)]
    made = [f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{TEXTS[n]}</p>{facts[n]}</article>" for n in range(4)]
    assert venues(read(made)) == [f"{CHIPS[n]} and Society ({words[n]})" for n in range(4)]


@pytest.mark.parametrize("times", [4, 2], ids=["each", "few"])
def test_a_link_that_speaks_to_screen_readers_alone_is_no_part_of_a_title(times: int) -> None:
    link = "<a href='https://arxiv.org/abs/2603.0021{}'><svg></svg><span class=sr-only>Go to the work</span></a>"
    made = cards("<p>{venue} ({status})</p>")
    for n in range(times):
        made[n] = made[n].replace("</h3>", f" {link.format(n)}</h3>")
    found = read(made)
    assert [raw.title for raw in found] == list(TITLES)
    assert [bool(raw.links) for raw in found] == [n < times for n in range(4)]


def test_somebody_of_a_labelled_list_is_an_author_whatever_the_name_looks_like() -> None:
    odd = "<div class=name>alba FERRER i puig</div>"
    made = [
        f"<article><h3>{TITLES[n]}</h3><div><div class=tag>Authors</div><div class=names><div class=name>{linked(n)}</div>"
        f"<div class=name>{PEOPLE[n + 4]}</div>{odd * (n < 2)}</div></div><p>{TEXTS[n]}</p><p>2026-05-0{n + 1}</p>"
        f"<p>{WHOLE[n]}</p></article>"
        for n in range(4)
    ]
    assert ["alba FERRER i puig" in people for _, people in told(read(made))] == [True, True, False, False]


def test_a_venue_without_a_status_is_told_where_the_others_have_one() -> None:
    made = cards("<p>{venue} ({status})</p>")
    made[0] = made[0].replace(" (Accept (Poster))", "")
    found = read(made)
    assert venues(found) == [VENUES[0], *WHOLE[1:]]
    assert ["status_unsure" in raw.flags for raw in found] == [True, False, False, False]


@pytest.mark.parametrize(
    ("facts", "words"),
    [("<b>Venue:</b> {venue} <i>{status}</i>", ("oral", "published")), ("<u>{status}</u> {venue}", ("published",) * 2)],
    ids=["label", "same"],
)
def test_statuses_are_told_by_a_label_or_where_all_are_one(facts: str, words: Sequence[str]) -> None:
    names = [f"{chip} and Society" for chip in CHIPS]
    made = [
        f"<article><h3>{TITLES[n]}</h3><p><b>Authors:</b> <i>{PEOPLE[n]}</i></p><p>{TEXTS[n]}</p>"
        f"<p>{facts.format(venue=names[n], status=words[n % 2])}</p><p><b>Published:</b> 2026-05-0{n + 1}</p></article>"
        for n in range(4)
    ]
    assert venues(read(made)) == [f"{names[n]} ({words[n % 2]})" for n in range(4)]


def test_a_status_with_a_colon_ends_its_venue_also_before_a_link() -> None:
    made = cards(
        "<div><span>{venue} (Accept: Poster)</span><a href='https://arxiv.org/abs/2603.0021{n}'>Read it</a></div>"
    )
    assert venues(read(made)) == [f"{venue} (Accept: Poster)" for venue in VENUES]


def test_a_title_that_alone_is_linked_looks_inside_its_link_like_the_others() -> None:
    made = [
        f"<li><p><span class=who>{linked(n)}, {PEOPLE[n + 4]}</span>. <span class=what>{TITLES[n]}</span>. "
        f"<cite>{WHOLE[n]}</cite>, <span class=when>2026-05-0{n + 1}</span>.</p><details><summary>Abstract</summary>"
        f"<p>{TEXTS[n]}</p></details></li>"
        for n in range(4)
    ]
    title = f"<span class=what>{TITLES[1]}</span>"
    made[1] = made[1].replace(title, f"<a class=out href='https://arxiv.org/abs/2603.00211'>{title}</a>")
    assert [raw.title for raw in read(made, around="ol")] == list(TITLES)


def test_a_venue_may_start_like_a_preposition() -> None:
    facts = ["<p>Interspeech <i>oral</i></p>", "<p>Interspeech <i>poster</i></p>", "<p>Kettles <i>Open</i></p>"] * 2
    made = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{TEXTS[n]}</p><p>2026-05-0{n + 1}</p>{facts[n]}</article>"
        for n in range(4)
    ]
    assert venues(read(made))[:2] == ["Interspeech (oral)", "Interspeech (poster)"]


def test_a_button_that_says_preprint_is_no_status() -> None:
    link = "<p class=out><a href='https://arxiv.org/abs/2603.0021{n}'>Preprint</a></p>"
    made = cards("<p>{venue} ({status})</p>" + link)
    assert venues(read(made)) == WHOLE


def test_a_navigation_in_each_publication_may_hold_its_facts() -> None:
    nav = "<nav><span>Date</span><b>2026-05-0{n}</b><div>{venue} ({status})</div><a href='https://doi.org/10.5555/{n}'>DOI</a></nav>"
    made = [
        f"<article><div><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>{TEXTS[n]}</p></div>"
        f"{nav.format(n=n + 1, venue=VENUES[n], status=STATUSES[n])}</article>"
        for n in range(4)
    ]
    found = read(made)
    assert venues(found) == WHOLE
    assert [raw.date for raw in found] == [f"2026-05-0{n + 1}" for n in range(4)]


def test_a_status_that_looks_like_a_label_is_told_where_it_announces_nothing() -> None:
    made = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p>"
        + f"<p>2026-05-0{n + 1}</p><p><span>Kettles and Society</span> <span>published</span></p>" * (n == 1)
        + f"<div>{TEXTS[n][:140]}… (see more){TEXTS[n][140:]}</div></article>"
        for n in range(4)
    ]
    found = read(made)
    assert ["status_unsure" in raw.flags for raw in found] == [False, True, False, False]


def test_a_button_that_leads_what_it_unfolds_is_the_head_of_a_panel() -> None:
    made = [
        f"<div><button aria-expanded=false><i></i><span>{TITLES[n]}</span></button><div hidden><p>{linked(n)}, {PEOPLE[n + 4]}</p>"
        f"{f'<p>{TEXTS[n]}</p>' * (n != 3)}<p>2026-05-0{n + 1}</p><p>{WHOLE[n]}</p></div></div>"
        for n in range(4)
    ]
    found = read(made)
    assert [(raw.title, raw.abstract) for raw in found] == list(zip(TITLES, [*TEXTS[:3], None], strict=True))


def test_a_day_that_is_said_twice_around_a_title_parts_no_publication() -> None:
    made = [
        (f"<div><div class=wide>2026-05-0{n + 1}</div>" if n != 2 else "<div>")
        + f"<h3>{TITLES[n]}</h3>"
        + f"<div class=small>2026-05-0{n + 1}</div>" * (n != 2)
        + f"<ul><li>{linked(n)}</li></ul><p>{TEXTS[n]}</p>{f'<p>{WHOLE[n]}</p>' * (n != 2)}</div>"
        for n in range(4)
    ]
    found = read(made)
    assert [raw.title for raw in found] == list(TITLES)
    assert [raw.date for raw in found] == ["2026-05-01", "2026-05-02", None, "2026-05-04"]


def test_a_label_may_say_the_title_again() -> None:
    made = cards("<p>{venue} ({status})</p>")
    for n in range(4):
        label = f"<details><summary>Abstract <span class=hidden>of “ {TITLES[n]} ”</span></summary>"
        made[n] = made[n].replace(f"<p>{TEXTS[n]}</p>", f"{label}<p>{TEXTS[n]}</p></details>")
    assert [raw.abstract for raw in read(made)] == list(TEXTS)


def test_a_row_of_text_may_start_with_a_label_or_an_empty_cell() -> None:
    looks, kept = ("row", "alt"), (0, 1, 3)
    head = "<thead><tr><th>Date</th><th>Title</th><th>Authors</th><th>Venue</th><th>Link</th></tr></thead>"
    row = "<tr class={look}><td>{day}</td><td><strong>{title}</strong></td><td>{people}</td><td>{venue}</td><td>{link}</td></tr>"
    more = "<tr class='{look} more'><td></td><td colspan=4><span>Résumé :</span> <div>{text}</div></td></tr>"
    made = [
        row.format(
            look=looks[n % 2],
            day=f"2026-05-0{n + 1}" if n in kept else "",
            title=TITLES[n],
            people=f"{linked(n)}<br>{PEOPLE[n + 4]}",
            venue=WHOLE[n] if n in kept else "",
            link=f"<a href='https://doi.org/1/{n}'><img alt=Document></a>",
        )
        + more.format(look=looks[n % 2], text=text(n, "<a href='#'>… (voir plus)</a>"))
        for n in range(4)
    ]
    found = read([head, *made], around="table")
    assert [(raw.title, raw.venue) for raw in found] == [(TITLES[n], WHOLE[n] if n in kept else None) for n in range(4)]
    assert all(raw.abstract and raw.abstract.startswith(TEXTS[n][:140]) for n, raw in enumerate(found))


def test_a_link_that_names_its_kind_in_parentheses_is_no_venue() -> None:
    link = "<p><a href='https://arxiv.org/abs/2603.0021{n}'>Read the paper (Preprint)</a></p>"
    made = cards("<p>{venue} ({status})</p>" + link)
    made[2] = made[2].replace(f"<p>{WHOLE[2]}</p>", "").replace("<p>2026-05-03</p>", "")
    assert venues(read(made)) == [WHOLE[0], WHOLE[1], None, WHOLE[3]]


def test_badges_that_lead_titles_are_no_part_of_them() -> None:
    lead = "<a class=badge href='/paper{n}.bib'>bib</a><a class=badge href='#a{n}'>abs</a>"
    made = [
        f"<div class=entry><p>{lead.format(n=n)}<strong>{TITLES[n]}</strong><br>{linked(n)} | {PEOPLE[n + 4]}</p>"
        f"<div>{TEXTS[n]}</div><p>2026-05-0{n + 1}</p><p>{WHOLE[n]}</p></div>"
        for n in range(4)
    ]
    assert [raw.title for raw in read(made)] == list(TITLES)


def test_a_short_twin_for_small_screens_is_not_read() -> None:
    made = cards("<p>{venue} ({status})</p>")
    for n in range(4):
        twins = f"<span>{linked(n)}, {PEOPLE[n + 4]}</span> <span aria-hidden=true>{PEOPLE[n]}, et al.</span>"
        made[n] = made[n].replace(f"<p>{linked(n)}</p>", f"<p>{twins}</p>")
    found = read(made)
    assert [people.strip() for _, people in told(found)] == [f"{PEOPLE[n]}, {PEOPLE[n + 4]}" for n in range(4)]


@pytest.mark.parametrize("said", ["△ Less", "Show less", "(voir moins)"])
def test_what_folds_a_text_again_is_no_part_of_it(said: str) -> None:
    assert toggle_text(said) == ""
    assert toggle_text("less") is None


@pytest.mark.parametrize("topic", ["Computer Science", "Deep Learning", "Apprentissage Profond", "Machine Translation"])
def test_a_field_of_study_is_nobody(topic: str) -> None:
    assert not is_name(topic)


def test_a_text_that_unfolds_behind_its_start_is_read_whole_though_it_is_hidden() -> None:
    made = cards("<p>{venue} ({status})</p>")
    for n in range(4):
        short = f"<div><p>{TEXTS[n][:140]}… (see more)</p><p aria-hidden=true>{TEXTS[n]}</p></div>"
        made[n] = made[n].replace(f"<p>{TEXTS[n]}</p>", short)
    assert all(raw.abstract and raw.abstract.endswith(TEXTS[n][140:]) for n, raw in enumerate(read(made)))


@pytest.mark.parametrize("lead", ["<strong>Background:</strong>", "Background:"])
def test_the_first_word_of_a_structured_text_is_its_own(lead: str) -> None:
    made = cards("<p>{venue} ({status})</p>")
    for n in range(4):
        made[n] = made[n].replace(f"<p>{TEXTS[n]}</p>", f"<p>{lead} {TEXTS[n]}</p>")
    assert [raw.abstract for raw in read(made)] == [f"Background: {text}" for text in TEXTS]


@pytest.mark.parametrize("missing", ["—", "<i aria-hidden=true>—</i><i class=sr>Not available</i>"])
def test_statuses_are_told_by_their_column_though_each_is_said_once(missing: str) -> None:
    statuses = ("Accept (Poster)", "published", "preprint")
    made = [
        f"<div class=group><div class=row><div class=day>{day}</div><div class=work><a href='https://doi.org/10.5555/{n}'>{TITLES[n]}</a>"
        f"<div class=who>{linked(n)}</div></div><div class=where>{venue}</div><div class=state><b>{status}</b></div></div>"
        f"<div class='row more'><p>{TEXTS[n]}</p></div></div>"
        for n, (day, venue, status) in enumerate(
            [*((f"2026-05-0{n + 1}", VENUES[n], statuses[n]) for n in range(3)), (missing, missing, missing)]
        )
    ]
    found = read(made)
    assert venues(found) == [*(f"{VENUES[n]} ({statuses[n]})" for n in range(3)), None]
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]


def test_words_of_a_menu_of_statuses_are_none() -> None:
    words = ("Poster", "Spotlight", "Oral", "Preprint")
    menu = f"<ul>{''.join(f'<li class=m>{word}</li>' for word in words)}</ul>"
    html = f"<html><body><h1>Publications</h1>{menu}{''.join(cards('<p>{venue} ({status})</p>'))}</body></html>"
    lines = [block.text for block in read_html(html, "https://mila.quebec/en/research/publications").blocks]
    assert lines[1:5] == list(words)


def test_a_label_announces_a_venue_whose_status_stands_behind_a_label_of_its_own() -> None:
    letters = ("Letters on Rain", "Notes on Kettles", "Revue des toits", "Archives of Owls")
    made = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p><i>Date : </i>2026-05-0{n + 1}</p><p><i class=vh>Parution : </i><i>{letters[n]}</i></p>"
        f"<p><i class=vh>Statut : </i><i class=pill>{STATUSES[n]}</i></p><div><p>{TEXTS[n]}</p></div></article>"
        for n in range(4)
    ]
    found = read(made)
    assert venues(found) == [f"{venue} ({status})" for venue, status in zip(letters, STATUSES, strict=True)]
    assert [raw.abstract for raw in found] == list(TEXTS)


def test_a_line_that_is_no_text_stands_in_no_abstract_and_a_status_without_venue_is_told() -> None:
    made = [
        f"<article><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p>2026-05-0{n + 1}</p><p class=x>Shown to us by the sea in May {n}</p>"
        f"<p>Status: <i class=pill>{STATUSES[n]}</i></p><div><p>{TEXTS[n]}</p></div></article>"
        for n in range(4)
    ]
    found = read([*made[:2], *cards("<p>{venue} ({status})</p>")[2:]])
    assert [raw.abstract for raw in found] == list(TEXTS)
    assert all({"status_unsure", "layout_unsure"} <= set(raw.flags) for raw in found[:2])
    assert not any(raw.flags for raw in found[2:])


def test_a_status_behind_a_venue_without_parentheses_is_told() -> None:
    made = [*cards("<p>{venue} ({status})</p>")[:2], *cards("<p>{venue} published</p>")[2:]]
    assert [raw.flags for raw in read(made)] == [(), (), ("status_unsure",), ("status_unsure",)]


@pytest.mark.parametrize("place", ["x-one", "x-other"])
@pytest.mark.parametrize("others", [1, 2])
def test_somebody_with_one_name_in_a_list_of_people_is_no_badge_in_two_publications(others: int, place: str) -> None:
    found = read(listed([[linked(n + 4 * i) for i in range(others)] for n in range(4)], ["Ji-woo"], place))
    assert [people[-6:] == "Ji-woo" for _, people in told(found)] == [True, True, False, False]


def test_more_single_words_than_people_in_a_list_are_told() -> None:
    found = read(listed([[linked(n)] for n in range(4)], ["Ji-woo", "Sefa"], "x-one"))
    assert [raw.flags for raw in found] == [("authors_unsure",), ("authors_unsure",), (), ()]


def listed(people: Sequence[Sequence[str]], alone: Sequence[str], place: str) -> list[str]:
    """Four publications whose people stand in lists, the first two with single words in elements of their own behind."""
    lists = [
        "".join(f"<x-one>{one}</x-one>" for one in own)
        + "".join(f"<{place}>{word}</{place}>" for word in alone) * (n < 2)
        for n, own in enumerate(people)
    ]
    return [
        f"<article><h3>{TITLES[n]}</h3><x-people>{one}</x-people><p>{TEXTS[n]}</p><p>2026-05-0{n + 1}</p>"
        "<p>ICLR (poster)</p></article>"
        for n, one in enumerate(lists)
    ]


def test_a_title_that_ends_like_a_venue_is_told_where_there_is_no_other() -> None:
    odd = f"<article><h3>npj Kettle Medicine (published)</h3><p>{linked(3)}</p><p>{TEXTS[3]}</p><p>2026-05-04</p></article>"
    found = read([*cards("<p>{venue} ({status})</p>")[:3], odd])
    assert [raw.flags for raw in found] == [(), (), (), ("status_unsure", "title_unsure")]


def test_a_label_of_the_status_beside_the_venue_in_one_line_is_no_part_of_it() -> None:
    icon = "<i class=ic aria-hidden=true></i><i class=vh>{}: </i>"
    facts = f"<p><span class=fact>{icon.format('Venue')}{{venue}}</span><span class=fact>{icon.format('Status')}{{status}}</span></p>"
    assert venues(read(cards(facts))) == WHOLE


def test_whatever_announces_a_status_each_time_announces_it() -> None:
    facts = "<dl><div><dt>Venue</dt><dd>{venue}</dd></div><div><dt>Type</dt><dd>{status}</dd></div></dl>"
    found = read(cards(facts))
    assert venues(found) == WHOLE
    assert not any(raw.flags for raw in found)


def test_in_stands_before_most_venues() -> None:
    led = cards("<p><span>Dans <em>{venue}</em></span> <b class=pill>{status}</b></p>")
    found = read([*led[:3], *cards("<p><span><em>{venue}</em></span> <b class=pill>{status}</b></p>")[3:]])
    assert venues(found) == WHOLE


def test_what_a_cell_says_where_there_is_nothing_to_say_is_no_venue() -> None:
    rows = [
        f"<tr><td>{day}</td><td><a href='https://doi.org/10.5555/{n}'>{TITLES[n]}</a><p>{linked(n)}</p><p>{TEXTS[n]}</p></td>"
        f"<td class=where>{venue}</td><td class=state>{status}</td></tr>"
        for n, (day, venue, status) in enumerate(
            [(f"2026-05-0{n + 1}", VENUES[n], STATUSES[n]) for n in range(3)]
            + [("<i aria-hidden=true>—</i><i class=sr>Not available</i>",) * 3]
        )
    ]
    head = "<thead><tr><th>Date</th><th>Work</th><th>Venue</th><th>Decision</th></tr></thead>"
    found = read([head, *rows], "table")
    assert venues(found) == [*WHOLE[:3], None]
    assert not found[3].flags


def test_the_biography_of_whoever_is_on_a_page_is_no_publication() -> None:
    about = f"<h1>Biography</h1><div><p>{TEXTS[3]}</p><ul><li><p>{linked(5)}, student</p></li></ul></div>"
    works = [
        f"<div><div><a href='https://doi.org/10.5555/{n}'>{TITLES[n]}</a></div><div><div>{linked(n)}</div>"
        f"{f'<i>2025-05-0{n + 1}</i> <em>{VENUES[n]}</em> <b>({STATUSES[n]})</b>' * (n < 2)}</div><div><p>{TEXTS[n]}</p></div></div>"
        for n in range(4)
    ]
    listed = f"<h3>2025</h3>{''.join(works[:2])}<h3>Undated</h3>{''.join(works[2:])}"
    html = "".join(f"<section><div><div>{one}</div></div></section>" for one in (f"<div>{about}</div>", listed))
    assert [title for title, _ in told(read([html]))] == list(TITLES)


def test_a_count_and_a_button_in_the_heading_of_a_title_are_no_part_of_it() -> None:
    badges = ("Encart", "Encart", "Fascicule", "Carnet")
    title = "<h3><a href='https://openreview.net/forum?id=x'>{}</a>%s<div>%s</div><button>Unfold</button></h3>"
    made = [
        card.replace("%s", f"<div class=badge>{badges[n]}</div>", 1).replace("%s", str(n), 1)
        for n, card in enumerate(cards("<p>{venue} ({status})</p>", title=title))
    ]
    assert told(read(made)) == [(TITLES[n], PEOPLE[n]) for n in range(4)]


def test_a_subtitle_of_several_words_in_the_heading_of_a_title_is_a_part_of_it() -> None:
    title = "<h3><a href='https://openreview.net/forum?id=x'>{}</a><div>and other notes of %s winters</div></h3>"
    made = [card.replace("%s", str(n)) for n, card in enumerate(cards("<p>{venue} ({status})</p>", title=title))]
    assert [title for title, _ in told(read(made))] == [
        f"{TITLES[n]}: and other notes of {n} winters" for n in range(4)
    ]


def test_a_kind_of_work_beside_a_title_in_its_button_is_no_part_of_it() -> None:
    kinds = ("Carnet", "Fascicule", "Carnet", "Carnet")
    title = "<h3><button><span class=name>{}</span> <span class=kind>%s</span></button></h3>"
    made = [card.replace("%s", kinds[n]) for n, card in enumerate(cards("<p>{venue} ({status})</p>", title=title))]
    assert told(read(made)) == [(TITLES[n], PEOPLE[n]) for n in range(4)]


def test_people_in_elements_side_by_side_are_people_whoever_of_them_is_linked() -> None:
    made = [
        f"<pub-card><h3><a href='https://openreview.net/forum?id={n}'>{TITLES[n]}</a></h3><span>Olga Brandt</span> "
        f"{linked(n)} <span>{PEOPLE[n + 4]}</span> <span>2026-05-0{n + 1}</span> <span>{VENUES[n]} ({STATUSES[n]})</span>"
        f"<p>{TEXTS[n]}</p></pub-card>"
        for n in range(4)
    ]
    assert [[author.name for author in clean(raw, MilaPage.institute).authors] for raw in read(made)] == [
        ["Olga Brandt", PEOPLE[n], PEOPLE[n + 4]] for n in range(4)
    ]


MONTHS = ("March 2026", "March 2026", "février 2026", "2026-01")


@pytest.mark.parametrize("day", ["<p>{}</p>", "<p><b>Published:</b> {}</p>", "<p><time>{}</time> · Open access</p>"])
def test_a_page_may_print_months_alone(day: str) -> None:
    made = [
        card.replace("DAY", day.format(MONTHS[n]))
        for n, card in enumerate(cards("<p>{venue} ({status})</p>", day="DAY"))
    ]
    events = "<aside><p>Open day: April 14, 2026</p></aside>"
    found = read([*made, events])
    assert [raw.date for raw in found] == ["2026-03", "2026-03", "2026-02", "2026-01"]
    assert venues(found) == WHOLE
    read_on = [clean(raw, MilaPage.institute) for raw in found]
    assert [(str(p.published), p.published_precision) for p in read_on] == [
        ("2026-03-01", "month"),
        ("2026-03-01", "month"),
        ("2026-02-01", "month"),
        ("2026-01-01", "month"),
    ]


def test_the_months_of_a_page_may_all_be_others_beside_something_else() -> None:
    months = ("March 2026", "February 2026", "January 2026", "mai 2025")
    made = [c.replace("DAY", months[n]) for n, c in enumerate(cards("<p><em>{venue}</em> ({status}), DAY</p>", day=""))]
    assert [raw.date for raw in read(made)] == ["2026-03", "2026-02", "2026-01", "2025-05"]


def test_a_month_may_stand_where_other_publications_have_days() -> None:
    made = [
        card.replace("2026-05-02", "May 2026")
        for card in cards("<p>{venue} ({status})</p>", day="<time>2026-05-0{}</time>")
    ]
    assert [raw.date for raw in read(made)] == ["2026-05-01", "2026-05", "2026-05-03", "2026-05-04"]


def test_the_month_of_a_group_is_no_date_of_its_publications() -> None:
    made = cards("<p>{venue} ({status})</p>")
    groups = ("May 2026", "April 2026", "March 2026", "February 2026")
    found = read([f"<div class=group>{groups[n]}</div>{card}" for n, card in enumerate(made)])
    assert [raw.date for raw in found] == [f"2026-05-0{n + 1}" for n in range(4)]


SENTENCES = (
    "Rain on a roof of tin tells how large its drops are, if one listens to the roof long enough.",
    "We hang four microphones below the roofs of a village.",
    "Their owners sleep on.",
)


@pytest.mark.parametrize("button", ["<a href='#'>(see more)</a>", "<a href='#'>Unfold</a>"], ids=["marker", "button"])
@pytest.mark.parametrize("fold", ["<p>{}</p>", "{}<br>"], ids=["paragraphs", "lines"])
def test_a_cut_text_is_not_said_twice_where_the_whole_one_has_paragraphs(button: str, fold: str) -> None:
    cut = f"{SENTENCES[0]} {SENTENCES[1][:20]}"
    paragraphs = "".join(map(fold.format, SENTENCES))
    made = [
        card.replace(TEXTS[1], f"</p><div class=cut>{cut}… {button}</div><div class=whole hidden>{paragraphs}</div><p>")
        for card in cards("<p>{venue} ({status})</p>")
    ]
    found = read(made)
    assert [" ".join((clean(raw, MilaPage.institute).abstract or "").split()) for raw in found] == [
        TEXTS[0],
        " ".join(SENTENCES),
        *TEXTS[2:],
    ]


def test_a_venue_without_status_is_told_by_where_other_venues_stand() -> None:
    made = cards("", title="<p class=day>DAY</p><h3>{}</h3>", day="<div class=where>WHERE</div>")
    made = [
        c.replace("DAY", f"2026-05-0{n + 1}").replace("WHERE", f"<em>{VENUES[n]}</em> ({STATUSES[n]})")
        for n, c in enumerate(made)
    ]
    made[1] = made[1].replace(f" ({STATUSES[1]})", "")
    found = read(made)
    assert venues(found) == [WHOLE[0], VENUES[1], *WHOLE[2:]]
    assert ["status_unsure" in raw.flags for raw in found] == [False, True, False, False]


def test_a_cut_text_before_its_button_is_not_said_twice_in_one_line() -> None:
    cut = f"{SENTENCES[0]} {SENTENCES[1][:20]}"
    folded = f"<span class=short>{cut}…</span> <a href='#'>Unfold it all</a><span class=long hidden>{' '.join(SENTENCES)}</span>"
    found = read([card.replace(TEXTS[1], folded) for card in cards("<p>{venue} ({status})</p>")])
    assert [raw.abstract for raw in found] == [TEXTS[0], " ".join(SENTENCES), *TEXTS[2:]]


def test_a_label_that_announces_nothing_takes_no_title() -> None:
    made = [
        f"<article><div><div>Published</div><div>{f'2026-05-0{n + 1}' * (n != 1)}</div><div>Venue</div><div>{WHOLE[n] * (n != 1)}</div></div>"
        f"<h3>{TITLES[n]}</h3><p>{linked(n)}</p><div>{TEXTS[n]}</div></article>"
        for n in range(4)
    ]
    found = read(made)
    assert [(raw.title, raw.venue) for raw in found] == [(TITLES[n], WHOLE[n] if n != 1 else None) for n in range(4)]
