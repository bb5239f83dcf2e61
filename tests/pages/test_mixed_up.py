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
TOPIC = ("<ul><li>Deep Learning</li></ul>", "", "", "")
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
