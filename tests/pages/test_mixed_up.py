"""Kinds of markup in which titles, names, topics and labels were once taken for one another, one small page each."""

from collections.abc import Sequence

import pytest

from pubcrawl.items import RawPublication
from tests.pages.test_markups import mila_records


def a_run(lead: str, lines: Sequence[str], *, tag: str = "dd") -> str:
    return lead + "".join(f"<{tag}>{line}</{tag}>" for line in lines)


def hive_lines(n: int, topics: str = "") -> list[str]:
    people = f"<a href='/en/directory/ada-{n}'>Ada Fjord</a>, Bo Kettle"
    text = f"Hive {n} stands on a scale, and the scale says each evening what the bees brought home that day, {n} grams at most."
    return [people, text, f"2026-05-0{n + 1}", "ICLR (poster)", *([topics] if topics else [])]


@pytest.mark.parametrize(("around", "lead", "tag"), [("dl", "dt", "dd"), ("div", "h3", "p")], ids=["terms", "headings"])
def test_a_list_without_units_is_cut_where_its_leads_stand_also_where_one_has_no_text(
    around: str, lead: str, tag: str
) -> None:
    topics = ("<span>Town Life</span><span>Bees</span>", "<span>Deep Sea</span>", "<span>Bees</span><span>Wax</span>")
    entries = [
        f"<h2>{2026 - n}</h2>" * (n % 2)
        + a_run(f"<{lead}>{f'Hive {n} on a Scale' if n != 1 else ''}</{lead}>", hive_lines(n, topics[n % 3]), tag=tag)
        for n in range(4)
    ]
    page = (
        f"<html lang=en><body><main><h1>Publications</h1><{around}>{''.join(entries)}</{around}></main></body></html>"
    )
    found = mila_records(page, "en")
    assert [(r.title, r.date, r.venue) for r in found] == [
        (f"Hive {n} on a Scale" if n != 1 else None, f"2026-05-0{n + 1}", "ICLR (poster)") for n in range(4)
    ]
    assert all(r.authors and (r.abstract or "").endswith("at most.") for r in found)


CARD = "<article><h3>Hive {n} on a Scale</h3>{people}<div>{text}</div>{foot}</article>"


def carded(people: str, foot: str = "<p>2026-05-01</p><p>ICLR (poster)</p>", card: str = CARD) -> list[RawPublication]:
    made = [people.format(n=n, first=FIRST[n], last=LAST[n]) for n in range(4)]
    cards = [
        card.format(n=n, people=made[n], text=hive_lines(n)[1], foot=foot.format(topic=TOPIC[n])) for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(cards)}</main></body></html>"
    return list(mila_records(page, "en"))


FIRST = ("Bo", "Eve", "Dag", "Ulf")
TOPIC = ("<ul><li>Golden Honey</li></ul>", "", "", "")
LAST = ("Lantern", "Harbour", "Meadow", "Winter")


def names(raw: RawPublication) -> str:
    return "".join(span.text for span in raw.authors)


ADA = "<a href='/en/directory/ada'>Ada Fjord</a>"


ALL = [f"Ada Fjord\n{first} Kettle\nCy {last}" for first, last in zip(FIRST, LAST, strict=True)]


def test_names_below_the_abstract_stay_together_with_the_one_that_is_linked() -> None:
    below = "<article><h3>Hive {n} on a Scale</h3><div>{text}</div>{people}{foot}</article>"
    topic = "<p>2026-05-01</p><p>ICLR (poster)</p><ul><li><a href='/t/1'>Town Life</a></li></ul>"
    listed = f"<ul><li>{ADA}</li><li>{{first}} Kettle</li><li>Cy {{last}}</li></ul>"
    assert [names(raw) for raw in carded(listed, topic, below)] == ALL
    broken = f"{ADA}<br>{{first}} Kettle<br>Cy {{last}}"
    assert [names(raw) for raw in carded(broken, card=below)] == ALL


def test_a_topic_in_the_clothes_of_a_name_is_no_author() -> None:
    people = f"<ul><li>{ADA}</li><li>{{first}} Kettle</li><li>Cy {{last}}</li></ul>"
    foot = "<p>2026-05-01</p><p>ICLR (poster)</p>{topic}"
    found = carded(people, foot)
    assert [names(raw) for raw in found] == ALL
    assert ["layout_unsure" in raw.flags for raw in found] == [True, False, False, False]


def test_a_label_speaks_for_the_element_it_stands_in_alone() -> None:
    people = f"<div>Authors: <div>{ADA}</div><div>Bo Kettle</div></div>"
    found = carded(people, "<p>2026-05-01</p><p>ICLR (poster)</p><div><span>Wax</span><span>Bees</span></div>")
    assert {names(raw) for raw in found} == {"Ada Fjord\nBo Kettle"}


def test_a_labelled_abstract_with_set_off_letters_is_one_text() -> None:
    head = ("<strong>Abstract:</strong> Copper turns the gas into oil on " + "warm days " * 20)[:167] + "… (see more)"
    card = "<article><h3>Hive {n} on a Scale</h3>{people}<div>" + head + " and <em>d</em>-bands.</div>{foot}</article>"
    assert {(raw.abstract or "").rpartition(")")[2] for raw in carded(f"<p>{ADA}</p>", card=card)} == {" and d-bands."}


def test_names_beside_a_strong_title_and_before_a_labelled_date_are_lines_of_their_own() -> None:
    title = "Counting What Was Not Bought in All the Towns of the North" * 8
    row = f"<strong>{title} {{n}}</strong><span><span>Bo Kettle</span><span>{ADA}</span></span>"
    dated = "<time>Published: 2026-05-01</time><p>ICLR (poster)</p>"
    card = "<div class=c>{people}<div>{text}</div>{foot}</div>"
    found = carded(row, card=card)
    assert [(raw.title, names(raw)) for raw in found] == [(f"{title} {n}", "Bo Kettle\nAda Fjord") for n in range(4)]
    below = "<article><h3>Hive {n} on a Scale</h3><div>{text}</div>{people}{foot}</article>"
    found = carded(f"<small><span>Bo Kettle</span><span>{ADA}</span></small>", dated, below)
    assert {(raw.date, names(raw)) for raw in found} == {("2026-05-01", "Bo Kettle\nAda Fjord")}


MONTHS = ("March 2026", "January 2026", "Undated", "November 2025")


@pytest.mark.parametrize("months", [MONTHS, ("2026", "2025", "2024", "2023")], ids=["months", "years"])
def test_the_heading_of_a_group_of_one_is_no_title(months: Sequence[str]) -> None:
    groups = [
        f"<section><h2>{month}</h2><div><article><p>Hive {n} on a Scale</p>"
        f"{''.join(f'<p>{line}</p>' for line in hive_lines(n))}</article></div></section>"
        for n, month in enumerate(months)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(groups)}</main></body></html>"
    found = [(r.title, names(r)) for r in mila_records(page, "en")]
    assert found == [(f"Hive {n} on a Scale", "Ada Fjord, Bo Kettle") for n in range(4)]


@pytest.mark.parametrize(
    "people",
    [
        f"<span>Authors: {ADA}, Bo Kettle</span>",
        f"<small><strong>Authors:</strong> {ADA}, Bo Kettle</small>",
        f"<span>{ADA}, Bo Kettle</span><em>Venue: ICLR (poster)</em>",
    ],
    ids=["text", "bold", "two"],
)
def test_a_label_in_a_row_of_elements_parts_the_field_it_announces_from_the_one_before(people: str) -> None:
    card = "<article><strong>Hive {n} on a Scale</strong>{people}<div>{text}</div>{foot}</article>"
    foot = "<p>2026-05-01</p>" + "<p>ICLR (poster)</p>" * ("Venue" not in people)
    found = [(r.title, names(r), r.venue) for r in carded(people, foot, card)]
    assert found == [(f"Hive {n} on a Scale", "Ada Fjord, Bo Kettle", "ICLR (poster)") for n in range(4)]


@pytest.mark.parametrize("sign", [", ", " / ", " and "])
def test_a_line_that_a_label_leads_is_no_whole_card(sign: str) -> None:
    card = "<article>\n<b>Hive {n} on a Scale</b><br>\n{people}<br>\n<strong>Summary:</strong> {text}{foot}</article>"
    people = f"{ADA}{sign}Bo {{last}}"
    foot = "<br>\n<strong>Date:</strong> 2026-05-01<br>\n<strong>Venue:</strong> ICLR (poster)"
    assert [names(r) for r in carded(people, foot, card)] == [f"Ada Fjord{sign}Bo {last}" for last in LAST]


def marked(n: int, tail: str = "", toggle: str = "… (see more)") -> str:
    head = f"Hive {n} stands on a scale, and the scale says each evening what the bees brought home that day, in grams or, "
    return (
        f"{head}{'some nights, in pounds and ounces of wax':.<{140 - len(head)}}"[:140]
        + toggle
        + f" so we read it twice.{tail}"
    )


TOPICS = ("<span>Bees</span>", "<span>Wax</span><span>Town Life</span>", "<span>Bees</span><span>Wax</span>", "")


@pytest.mark.parametrize("topics", [TOPICS, [f"<ul><li>{t}</li></ul>" for t in ("Bees", "Wax", "Bees", "Wax")]])
def test_a_label_speaks_for_one_title_and_for_people_in_one_place(topics: Sequence[str]) -> None:
    units = [
        f"<dl><dt>Title</dt><dd>Hive {n} on a Scale</dd><dd>{topics[n]}</dd><dt>Abstract</dt><dd>{hive_lines(n)[1]}</dd>"
        f"<dt>Authors</dt><dd>{ADA}, Bo Kettle</dd><dd>{topics[n]}</dd><dt>Date</dt><dd>2026-05-01</dd><dt>Venue</dt><dd>ICLR (poster)</dd></dl>"
        for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(units)}</main></body></html>"
    found = [(r.title, names(r), "layout_unsure" in r.flags) for r in mila_records(page, "en")]
    assert found == [(f"Hive {n} on a Scale", "Ada Fjord, Bo Kettle", False) for n in range(4)]


def test_a_labelled_list_of_people_ends_with_its_element() -> None:
    people = f"<div><h5>Authors</h5><p>{ADA}, Bo Kettle</p></div>"
    foot = "<p>2026-05-01</p><p>ICLR (poster)</p><div><span>Town Life</span><span>Bees</span></div>{topic}"
    assert {names(raw) for raw in carded(people, foot)} == {"Ada Fjord, Bo Kettle"}


def test_links_behind_a_label_and_topics_behind_a_full_stop_end_no_abstract() -> None:
    foot = "<p>2026-05-01</p><p>ICLR (poster)</p><p>{}</p>"
    ends = ("Links: <a href='https://arxiv.org/abs/1'>arXiv</a>", "<span>Wax</span>", "Bees of the North", "")
    units = [
        f"<article><h3>Hive {n} on a Scale</h3><p>{ADA}</p><p>{marked(n)}</p>{foot.format(ends[n])}</article>"
        for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(units)}</main></body></html>"
    found = mila_records(page, "en")
    assert {(raw.abstract or "")[-9:] for raw in found} == {"it twice."}
    assert [link.text for link in found[0].links] == ["arXiv"]


def test_people_in_broken_lines_behind_an_abstract_are_all_authors() -> None:
    below = "<article><h3>Hive {n} on a Scale</h3><div>{text}</div>{people}{foot}</article>"
    assert [names(raw) for raw in carded(f"<div>{ADA}<br>{{first}} Kettle</div>", card=below)] == [
        f"Ada Fjord\n{first} Kettle" for first in FIRST
    ]


def test_a_venue_leads_where_a_title_is_missing_and_stands_elsewhere() -> None:
    units = [
        f"{f'<h3>Hive {n} on a Scale</h3>' if n != 1 else '<h3></h3>'}<p>Journal of Wax {n} (published)</p>"
        f"<p>{ADA}, Bo Kettle</p><div>{hive_lines(n)[1]}</div><p>2026-05-01</p>"
        for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1><div>{''.join(units)}</div></main></body></html>"
    found = [(r.title, names(r), r.venue) for r in mila_records(page, "en")]
    titles = ["Hive 0 on a Scale", None, "Hive 2 on a Scale", "Hive 3 on a Scale"]
    assert found == [(t, "Ada Fjord, Bo Kettle", f"Journal of Wax {n} (published)") for n, t in enumerate(titles)]


def test_a_topic_above_a_title_in_its_place_is_told_by_the_words_of_the_abstract() -> None:
    topics, foot = ("Town Life", "Bees", "Bayesian Wax", "Bees"), "<p>2026-05-01</p><p>ICLR (poster)</p>"
    card = "<article><div>{first}</div><div>Hive {n} on a Scale</div>{people}<section>{text}</section>{foot}</article>"
    made = [
        card.format(n=n, first=topics[n], people=f"<p>{ADA}</p>", text=hive_lines(n)[1], foot=foot) for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(made)}</main></body></html>"
    assert [r.title for r in mila_records(page, "en")] == [f"Hive {n} on a Scale" for n in range(4)]


def test_a_name_like_topic_below_an_abstract_cuts_no_card() -> None:
    topics = ("<span>Deep Wax</span>", "<span>Bees</span><span>Wax</span>", "<span>Bees</span>", "<span>Wax</span>")
    units = [
        f"<li><div><p>Conference paper</p><div>Hive {n} on a Scale</div><p>{ADA}</p><p>2026-05-01</p><p>ICLR (poster)</p>"
        f"<section>{marked(n)}</section><div>{topics[n]}</div></div></li>"
        for n in range(4)
    ]
    news = "<li><div><div>A Third Winter School</div><section>{marked(9)}</section></div></li>"
    page = f"<html lang=en><body><main><h1>Publications</h1><ul>{news.join(units)}</ul></main></body></html>"
    assert [r.title for r in mila_records(page, "en")] == [f"Hive {n} on a Scale" for n in range(4)]


def test_a_link_that_says_a_long_title_again_is_no_second_text() -> None:
    titles = [f"Hive {n} on a Scale{' in a Very Long Winter of the North' * 4}" for n in range(4)]
    units = [
        f"<article><b>{title}</b><br>{ADA}<br>{marked(n)}<br>2026-05-01<br>ICLR (poster)<br>"
        f"<p><a href='/en/publication/{n}'>Read the publication: {title}</a></p></article>"
        if n
        else f"<article><b>Dry Wax</b><br>{ADA}<br><p><a href='/en/publication/0'>Read it: Dry Wax</a></p></article>"
        for n, title in enumerate(titles)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(units)}</main></body></html>"
    assert [r.title for r in mila_records(page, "en")] == ["Dry Wax", *titles[1:]]


def test_the_last_words_of_a_sentence_are_no_topic() -> None:
    topics = ("<span>Bees</span>", "<span>Wax</span>", "<span>Bees</span>", "<span>Wax</span>")
    units = [
        f"<article><h3>Hive {n} on a Scale</h3><p>{ADA}</p><div>{marked(n, '<span> And weighs<br>its wax.</span>' * (n == 1))}</div><div>{topics[n]}</div>"
        "<div><span>2026-05-01</span> <span>ICLR (poster)</span></div></article>"
        for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(units)}</main></body></html>"
    assert (mila_records(page, "en")[1].abstract or "").endswith("its wax.")


@pytest.mark.parametrize("around", [("<p>", "</p>"), ("<p class=topic>", "</p>"), ("<div>", "</div>")])
@pytest.mark.parametrize(
    "card", ["{topic}{people}<section>{text}</section>", "{people}{topic}<section>{text}</section>"]
)
def test_a_lone_topic_like_a_name_beside_a_list_of_people_is_no_author(around: Sequence[str], card: str) -> None:
    names_of = ("Causal Wax", "Deep Bees", "Town Life", "")
    units = [
        "<article>"
        f"<h3>Hive {n} on a Scale</h3>{card.format(people=people, topic=topic, text=hive_lines(n)[1])}"
        "<p>2026-05-01</p><p>ICLR (poster)</p></article>"
        for n in range(8)
        for topic in [around[0] + names_of[n] + around[1] if n < 3 else ""]
        for people in [f"<p>{ADA}, Bo Kettle, Cy Lantern</p>"]
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(units)}</main></body></html>"
    found = [(names(r), "layout_unsure" in r.flags) for r in mila_records(page, "en")]
    assert {said for said, _ in found} == {"Ada Fjord, Bo Kettle, Cy Lantern"}
    assert [unsure for _, unsure in found[3:]] == [False] * 5


def test_people_in_broken_lines_beside_their_label_are_no_labels() -> None:
    people = f"<div class=r{{n}}><span>Authors</span> <span>{{first}} Kettle<br>{ADA}<br>Cy {{last}}</span></div>"
    card = (
        "<article><h3>Hive {n} on a Scale</h3>{people}<div class=r{n}><span>Abstract</span> <div>{text}</div></div>"
        "<div class=r{n}><span>Date</span> <p>2026-05-01</p></div>"
        "<div class=r{n}><span>Venue</span> <em>ICLR (poster)</em></div></article>"
    )
    found = [(names(r), "layout_unsure" in r.flags) for r in carded(people, card=card)]
    assert found == [(f"{first} Kettle\nAda Fjord\nCy {last}", False) for first, last in zip(FIRST, LAST, strict=True)]


def test_a_group_heading_ends_the_run_before_it_also_where_the_next_title_is_missing() -> None:
    units = [
        f"<h2>{2026 - n}</h2>{f'<h3>Hive {n} on a Scale</h3>' if n != 1 else ''}<p>{ADA}, Bo Kettle</p>"
        f"{f'<div>{marked(n)}</div>' if n else ''}<p>{2026 - n}-05-01</p><p>ICLR (poster)</p>"
        for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1><div>{''.join(units)}</div></main></body></html>"
    titles = ["Hive 0 on a Scale", None, "Hive 2 on a Scale", "Hive 3 on a Scale"]
    assert [(r.title, r.date) for r in mila_records(page, "en")] == [
        (title, f"{2026 - n}-05-01") for n, title in enumerate(titles)
    ]


MONONYMS = ("Suharyanto", "Voltairine", "Mahalia", "Tomoe")


def test_somebody_with_one_name_stands_among_people_in_broken_lines_behind_an_abstract() -> None:
    card = "<dl><dt>Hive {n} on a Scale</dt><dd>{text}</dd>{people}{foot}</dl>"
    foot = "<dd>2026-05-01</dd><dd>ICLR (poster)</dd>"
    units = [
        card.format(n=n, text=marked(n), people=f"<dd>{FIRST[n]} Kettle<br>{MONONYMS[n]}<br>{ADA}</dd>", foot=foot)
        for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(units)}</main></body></html>"
    assert [names(r) for r in mila_records(page, "en")] == [
        f"{first} Kettle\n{one}\nAda Fjord" for first, one in zip(FIRST, MONONYMS, strict=True)
    ]


def test_a_row_of_topics_where_people_stand_is_told_by_the_abstract_between_them() -> None:
    people = f"<div>{ADA}<br>{{first}} Kettle</div>"
    foot = "<p>2026-05-01</p><p>ICLR (poster)</p>"
    card = "<article><h3>Hive {n} on a Scale</h3>{people}<section>{text}</section>{foot}{topics}</article>"
    made = [
        card.format(
            n=n,
            people=people.format(first=FIRST[n]),
            text=marked(n),
            foot=foot,
            topics=f"<div><span>Deep {LAST[n]}</span><span>{FIRST[n]} Wax</span></div>",
        )
        for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1>{''.join(made)}</main></body></html>"
    found = [(names(r), "layout_unsure" in r.flags) for r in mila_records(page, "en")]
    assert found == [(f"Ada Fjord\n{first} Kettle", False) for first in FIRST]


def listed(units: Sequence[str]) -> list[RawPublication]:
    page = f"<html lang=en><body><main><h1>Publications</h1><div>{''.join(units)}</div></main></body></html>"
    return list(mila_records(page, "en"))


def test_people_glued_together_are_a_list_beside_which_one_name_is_a_topic() -> None:
    units = [
        f"<article><h3>Hive {n} on a Scale</h3>{'<div>Deep Wax</div>' * (n == 1)}"
        f"<div><span>{FIRST[n]} Kettle</span><span>{ADA}</span></div><section>{marked(n)}</section>"
        "<p>2026-05-01</p><p>ICLR (poster)</p></article>"
        for n in range(4)
    ]
    found = [(names(r), "layout_unsure" in r.flags) for r in listed(units)]
    assert found == [(f"{first} Kettle\nAda Fjord", n == 1) for n, first in enumerate(FIRST)]


def test_one_name_where_a_list_of_topics_stands_is_no_author_of_what_names_nobody() -> None:
    topics = ("Bees", "Deep Wax", "Wax", "Bees")
    units = [
        f"<article><h3>Hive {n} on a Scale</h3><section>{marked(n)}</section>"
        f"{f'<ul><li>{ADA}</li><li>{FIRST[n]} Kettle</li></ul>' if n != 1 else ''}"
        f"<p>2026-05-01</p><p>ICLR (poster)</p><ul><li>{topics[n]}</li></ul></article>"
        for n in range(4)
    ]
    found = [(names(r), "layout_unsure" in r.flags) for r in listed(units)]
    assert found[1] == ("", True)
    assert [said for said, _ in found[2:]] == [f"Ada Fjord\n{first} Kettle" for first in FIRST[2:]]


def test_the_abstract_of_the_last_card_need_not_unfold_as_those_of_the_others_do() -> None:
    folded = "<div><details><summary>{}</summary> so we read it twice.</details></div>"
    units = [
        f"<h3>Hive {n} on a Scale</h3><p>{ADA}</p>"
        f"{folded.format(marked(n).removesuffix(' so we read it twice.')) if n < 3 else '<div>We weigh it.</div>'}"
        f"{'<p>2026-05-01</p><p>ICLR (poster)</p>' * (n < 3)}"
        for n in range(4)
    ]
    assert listed(units)[-1].abstract == "We weigh it."


def test_who_stands_outside_the_element_with_the_people_is_none_of_them() -> None:
    topics = ("Theory", "Vision", "Bees", "Bees")
    units = [
        f"<dt>Hive {n} on a Scale</dt><dd><a href='/en/directory/ada'>Ada Fjord</a><br>Bo Kettle</dd>"
        + f"<dd>{marked(n)}</dd>" * (n > 0)
        + f"<dd>{topics[n]}</dd><dd>ICLR (poster) · 2026-05-01</dd>"
        for n in range(4)
    ]
    page = f"<html lang=en><body><main><h1>Publications</h1><dl>{''.join(units)}</dl></main></body></html>"
    assert [names(r) for r in mila_records(page, "en")] == ["Ada Fjord\nBo Kettle"] * 4
