"""Looks that lists of publications have elsewhere: citations, tables of contents, catalogues, small pages each."""

import pytest

from pubcrawl.items import RawPublication
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.clean import clean
from tests.pages.test_apart import APART, KNOWN, plain
from tests.pages.test_forms import STATUSES, VENUES, venues
from tests.pages.test_misread import CHIPS, PEOPLE, TEXTS, TITLES, linked, read, told


def names(found: list[RawPublication]) -> list[list[str]]:
    return [[author.name for author in clean(raw, MilaPage.institute).authors] for raw in found]


def citation(n: int, people: str, facts: str, quotes: str) -> str:
    """Return a citation of people who are not linked, and the text below it, led by a label in bold."""
    return (
        f"<div class=entry>{people}. {quotes.format(TITLES[n])}. {facts}</div><div class=note><p><b>Abstract.</b> {TEXTS[n]}</p>"
        "<details><summary>BibTeX</summary><pre>@article{x}</pre></details></div>"
    )


@pytest.mark.parametrize("quotes", ["«\u00a0{}\u00a0»", "“{}”", '"{}"', "“{},”"])
def test_a_title_may_stand_between_quotation_marks_alone(quotes: str) -> None:
    people = (
        "Ada Fjord and Bo Kettle",
        "Cy Lantern, Dag Meadow and Eve Harbour",
        "Ulf Winter",
        "Pia Sund and Jon Vale",
    )
    facts = [
        f"<i>{venue}</i> ({status}), {n + 1} May 2026."
        for n, (venue, status) in enumerate(zip(VENUES, STATUSES, strict=True))
    ]
    facts[2] = ""
    found = read([citation(n, people[n], facts[n], quotes) for n in range(4)])
    assert [raw.title for raw in found] == list(TITLES)
    assert names(found) == [who.replace(" and ", ", ").split(", ") for who in people]
    assert [clean(raw, MilaPage.institute).abstract for raw in found] == list(TEXTS)
    assert [raw.date for raw in found] == ["2026-05-01", "2026-05-02", None, "2026-05-04"]


@pytest.mark.parametrize("archive", ["hal-0499120{}, v1", "arXiv:2605.0123{}v2", "ISBN 978-0-00-00000{}-1"])
def test_the_number_of_an_archive_is_no_field(archive: str) -> None:
    made = plain("{title}", "{who}", "{text}", "{day}", "{known} ({status})", "<b class=kind>Reprint no. {day}</b>")
    made = [
        card.replace(
            f"Reprint no. 2026-05-0{n + 1}", f"Article dans une revue</b> <i class=id>{archive.format(n)}</i><b>"
        )
        for n, card in enumerate(made)
    ]
    found = read(made)
    assert [(raw.title, raw.flags) for raw in found] == [(title, ()) for title in TITLES]


def test_a_list_of_people_beside_the_publications_is_told() -> None:
    entries = "".join(f"<li>{card}</li>" for card in plain("{title}", "{who}", "{text}", "{day}", "{known} ({status})"))
    facet = f"<li><h3>Hands on Deck</h3><p>{linked(1)}</p></li>"
    kinds = "<li><h3>Kinds of work</h3><p><a href='?kind=1'>Article</a></p></li>"
    page = f"<div class=left><ul>{kinds}{facet}</ul></div><div class=right><ul>{entries}</ul></div>"
    told = [(raw.title, "layout_unsure" in raw.flags) for raw in read([page]) if raw.title not in TITLES]
    assert told == [("Hands on Deck", True)]


def test_a_day_may_stand_behind_its_month_and_year() -> None:
    made = [
        f"<li><p><span>{linked(n)}, {PEOPLE[n + 4]}.</span> <b>{TITLES[n]}</b>. <i>{KNOWN[n]}</i> ({STATUSES[n]}). "
        f"2026 May {n + 1}. <a href='https://doi.org/10.5555/{n}'>Full text</a></p><blockquote>{TEXTS[n]}</blockquote></li>"
        for n in range(4)
    ]
    made[2] = made[2].replace(f"<i>{KNOWN[2]}</i> ({STATUSES[2]}). 2026 May 3. ", "")
    found = read(made, "ol")
    assert [raw.title for raw in found] == list(TITLES)
    assert [raw.date for raw in found] == ["2026-05-01", "2026-05-02", None, "2026-05-04"]
    assert venues(found) == [*APART[:2], None, APART[3]]
    assert [[link.href for link in raw.links] for raw in found] == [[f"https://doi.org/10.5555/{n}"] for n in range(4)]


def grouped(heads: tuple[str, ...], status: str = "<span class=kind>{status}</span>") -> list[RawPublication]:
    """Read four publications below two headings, the last without date and status where there are three."""
    cards = plain(status, "{title}", "{who}", "{text}", "{day}")
    if len(heads) > 2:
        cards[3] = plain("{title}", "{who}", "{text}")[3]
    at = [0, 2, 3][: len(heads)]
    return read([f"<h2>{heads[at.index(n)]}</h2>{card}" if n in at else card for n, card in enumerate(cards)])


def test_the_heading_of_a_group_names_the_venue_of_its_works() -> None:
    heads = ("Conference on Robot Learning", "Kettle_Days @ International Conference on Machine Learning")
    found = grouped(heads)
    assert venues(found) == [f"{heads[n // 2]} ({STATUSES[n]})" for n in range(4)]
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]


def test_a_heading_that_names_no_venue_gives_none() -> None:
    heads = ("Conference on Robot Learning", "International Conference on Machine Learning", "Not yet in a venue")
    found = grouped(heads)
    assert venues(found) == [f"{heads[n // 2]} ({STATUSES[n]})" for n in range(3)] + [None]
    assert all(raw.venue == f"({status})" for raw, status in zip(grouped(("2026", "2025")), STATUSES, strict=True))


def test_words_of_the_pages_own_announce_the_venue() -> None:
    """The second venue is not known, and a row of another kind comes close to it."""
    rows = {"People": "{who}", "Description": "<p>{text}</p>", "Where it came out": "{venue}", "Outcome": "{status}"}
    rows |= {"When": "{day}", "Grant": "CF-{day}"}
    lines = "".join(f"<div><dt>{key}</dt><dd>{value}</dd></div>" for key, value in rows.items())
    cards = plain(f"<h3>{{title}}</h3><dl>{lines}</dl>", tag="div") * 2
    cards[5:] = [card.replace(VENUES[1], KNOWN[0]) for card in cards[5:]]
    assert venues(read(cards))[:4] == [f"{VENUES[n]} ({STATUSES[n]})" for n in range(4)]


@pytest.mark.parametrize("lead", ["To appear in", "À paraître dans :", "Accepted at", "Présenté à\u00a0:"])
def test_words_before_one_venue_are_no_part_of_it(lead: str) -> None:
    made = plain("{title}", "{who}", "{text}", "{day}", "<em>{known}</em> ({status})")
    made[1] = made[1].replace("<em>", f"{lead} <em>")
    assert venues(read(made)) == APART


def test_in_before_several_known_venues_is_no_part_of_them() -> None:
    made = plain("{title}", "{who}", "{text}", "{day}", "<em>{known}</em> ({status})")
    assert venues(read([card.replace("<em>", "In <em>") if n < 2 else card for n, card in enumerate(made)])) == APART
    assert venues(read([made[0].replace("<em>", "In <em>"), *made[1:]])) == [f"In {APART[0]}", *APART[1:]]


def test_what_joins_people_in_a_list_is_no_part_of_their_names() -> None:
    people = "<ul><li>{who}<span>, </span></li><li>Gus Pond<span> and </span></li><li>Ida Reed</li></ul>"
    found = read(plain("<h3>{title}</h3>", people, "{text}", "{day}", "{known} ({status})", tag="div"))
    assert names(found) == [[PEOPLE[n], "Gus Pond", "Ida Reed"] for n in range(4)]


def test_an_empty_row_of_a_table_holds_nothing() -> None:
    row = "<tr><td>{day} | {known} ({status})</td></tr><tr></tr><tr><td><b>{title}</b></td></tr><tr><td>{who}</td></tr><tr><td>{text}</td></tr>"
    made = [card.removeprefix("<article><p>").removesuffix("</p></article>") for card in plain(row)]
    found = read([f"<table>{card}</table>" for card in made], "div")
    assert [raw.title for raw in found] == list(TITLES)


def test_a_status_in_an_element_may_stand_between_parentheses_of_its_line() -> None:
    made = plain(
        "<h3>{title}</h3>", "{who}", "{text}", "<cite>{known}</cite> (<span>{status}</span>), {day}", tag="div"
    )
    assert venues(read(made)) == APART


def test_somebody_is_told_by_an_address_that_asks_for_a_person() -> None:
    people = [f"<a href='/profile?id=~{n}'>{PEOPLE[n]}</a>" for n in range(4)]
    made = [
        card.replace(linked(n), people[n])
        for n, card in enumerate(
            plain("<h3>{title}</h3>", "<div>{who}</div>", "{text}", "{day}", "{known} ({status})", tag="div")
        )
    ]
    assert names(read(made)) == [[PEOPLE[n]] for n in range(4)]


def test_people_may_lead_the_line_of_the_title_behind_a_number() -> None:
    people = (f"{linked(0)}, Gus Pond", "Ida Reed", "Gus Pond, Ida Reed", f"Gus Pond, {linked(3)}, Ida Reed")
    titles = (*TITLES[:2], "Neurons That Count Each Other", TITLES[3])
    found = read(
        [
            f"<li class=entry><div class=nr>[c{n}]</div><cite>{who}:<br> <span class=title>{titles[n]}</span>. "
            f"<span>{KNOWN[n]}</span> (<span>{STATUSES[n]}</span>), May {n + 1}, 2026</cite><blockquote>{TEXTS[n]}</blockquote></li>"
            for n, who in enumerate(people)
        ],
        "ul",
    )
    assert [raw.title for raw in found] == list(titles)
    assert names(found) == [
        [PEOPLE[0], "Gus Pond"],
        ["Ida Reed"],
        ["Gus Pond", "Ida Reed"],
        ["Gus Pond", PEOPLE[3], "Ida Reed"],
    ]
    assert venues(found) == APART


def test_a_venue_without_a_status_stands_to_its_day_like_the_others() -> None:
    made = plain("<h3>{title}</h3>", "{who}", "<i>{known}</i> ({status}), {day}", "{text}", tag="div")
    made[1] = made[1].replace(f"<i>{KNOWN[1]}</i> ({STATUSES[1]})", "<i>Kettles and Society</i>")
    found = read(made)
    assert venues(found) == [APART[0], "Kettles and Society", *APART[2:]]
    assert [raw.flags for raw in found] == [(), ("status_unsure",), (), ()]


def test_a_button_that_is_a_link_says_a_title() -> None:
    made = plain(
        "<div class=cell>{title}</div>",
        "<div>{who}</div>",
        "<div>{text}</div>",
        "{day}",
        "{known} ({status})",
        tag="div",
    )
    made[1] = made[1].replace(TITLES[1], f"<button type=button role=link>{TITLES[1]}</button>")
    assert [title for title, _ in told(read(made))] == list(TITLES)


def test_a_pill_beside_another_is_the_status_where_most_stand_alone() -> None:
    made = plain(
        "<div class=pills><span class=pill>{status}</span></div><h3>{title}</h3><p>{who}</p><p>{text}</p><p>{day}</p><p>{known}</p>",
        tag="div",
    )
    made[0] = made[0].replace("</span></div>", "</span> <span class=new>New</span></div>")
    assert venues(read(made)) == APART


def test_one_author_behind_a_title_in_its_element_is_no_topic_where_others_have_several() -> None:
    people = ("Ida Reed", *(f"Gus Pond and {PEOPLE[n]}" for n in (1, 2, 3)))
    made = [
        f"<li><p><b>{TITLES[n]}</b><br>{people[n]}</p><p><small>{n + 1} May 2026. <i>{KNOWN[n]}</i> ({STATUSES[n]})</small></p><p>{TEXTS[n]}</p></li>"
        for n in range(4)
    ]
    assert names(read(made, "ol")) == [who.split(" and ") for who in people]


def test_a_status_behind_the_day_in_one_text_goes_with_the_venue_of_the_group() -> None:
    heads = ("Conference on Robot Learning", "International Conference on Machine Learning")
    cards = plain("<h4>{title}</h4>", "{who}", "{day} – {status}", "{text}", tag="div")
    found = read([f"<h3>{heads[n // 2]}</h3>{card}" * (n % 2 == 0) or card for n, card in enumerate(cards)])
    assert venues(found) == [f"{heads[n // 2]} ({STATUSES[n]})" for n in range(4)]
    assert [raw.date for raw in found] == [f"2026-05-0{n + 1}" for n in range(4)]


def test_a_text_before_the_abstract_that_a_label_announces_is_none() -> None:
    made = plain(
        "<h3>{title}</h3><p>{who}</p><h4>In plain language</h4><p>What {chip} say to those who listen long enough, told for everyone.</p>"
        "<h4>Abstract</h4><p>{text}</p><p>{day}</p><p>{known} ({status})</p>",
        tag="div",
    )
    assert [raw.abstract for raw in read(made)] == list(TEXTS)


def test_labels_without_a_colon_lead_texts() -> None:
    made = plain(
        "<h3>{title}</h3><p>{who}</p><div><span class=l>TLDR</span> Whoever listens hears {chip}, and this is all we say.</div>"
        "<div><span class=l>Abstract</span> {text}</div><p>{day}</p><p>{known} ({status})</p>",
        tag="div",
    )
    assert [clean(raw, MilaPage.institute).abstract for raw in read(made)] == list(TEXTS)


def test_the_time_a_text_takes_to_read_is_nobody() -> None:
    rows = {"Authors": "{who}", "Published on": "{day}", "Venue": "{known} ({status})", "Reading time": "8 min"}
    facts = "".join(f"<dt>{key}</dt><dd>{value}</dd>" for key, value in rows.items())
    found = read(plain("<h3>{title}</h3><p>{text}</p><dl>" + facts + "</dl>", tag="div"))
    assert names(found) == [[PEOPLE[n]] for n in range(4)]


def test_the_first_author_may_have_a_label_and_a_link_of_a_catalogue() -> None:
    rows = {
        "Auteur principal": "<a href='/fr/recherche?auteur={n}'>Gus Pond {n}</a>",
        "Autres auteurs": "{who}, Ida Reed",
    }
    rows |= {"Publié dans": "{known} ({status})", "Date de publication": "{day}", "Résumé": "{text}"}
    facts = "".join(f"<tr><th>{key} :</th><td>{value}</td></tr>" for key, value in rows.items()).replace("{n}", "")
    found = read(plain("<h3>{title}</h3><table>" + facts + "</table>", tag="div"))
    assert names(found) == [["Gus Pond", PEOPLE[n], "Ida Reed"] for n in range(4)]


def test_the_day_may_stand_in_the_heading_of_the_group() -> None:
    cards = plain("<h4>{title}</h4><p>{who}</p><p>{text}</p><p>{known} ({status})</p>", tag="div")
    cards[3] = cards[3].replace(f"<p>{APART[3]}</p>", "")
    heads = [
        "Mon, 4 May 2026 (showing 2 of 2 entries )",
        "",
        "Sun, 3 May 2026 (showing 1 of 1 entries )",
        "Day not recorded",
    ]
    found = read([f"<h3>{head}</h3>" * bool(head) + card for head, card in zip(heads, cards, strict=True)])
    assert [raw.date for raw in found] == ["2026-05-04", "2026-05-04", "2026-05-03", None]
    assert venues(found) == [*APART[:3], None]


def test_the_day_of_an_upload_is_not_the_publications() -> None:
    facts = "<div><b class=day>{day} (v1)</b></div><h3>{title}</h3><div><i class=l>Authors</i><span><a>Gus Pond</a></span><span>{who}</span></div>"
    found = read(
        plain(
            facts + "<p>{text}</p><p>{known} ({status})</p><p>Uploaded on 2026-06-30</p><p>Views 74 Downloads 11</p>",
            tag="div",
        )
    )
    assert [raw.date for raw in found] == [f"2026-05-0{n + 1}" for n in range(4)]
    assert names(found) == [["Gus Pond", PEOPLE[n]] for n in range(4)]
    assert not any(raw.flags for raw in found)


def test_works_in_a_group_without_any_cue_are_read_where_their_kind_is() -> None:
    entry = "<dt><a href='#'>[1]</a></dt><dd><div><span>Title:</span> {title}</div><div>{people}</div>{fact}<p>{text}</p></dd>"
    groups = [
        "<dl>"
        + "".join(
            entry.format(
                title=f"{TITLES[n]} {g}",
                people=f"Gus Pond {linked(n)}" if g < 2 else "Gus Pond, Ida Reed",
                fact=f"<div>Journal-ref: {KNOWN[n]} ({STATUSES[n]})</div>" if g < 2 else "",
                text=TEXTS[n],
            )
            for n in range(2)
        )
        + "</dl>"
        for g in range(3)
    ]
    found = read(
        [f"<h3>{day}</h3>{group}" for day, group in zip(("4 May 2026", "3 May 2026", "Unknown"), groups, strict=True)],
        "div",
    )
    assert len(found) == 6


@pytest.mark.parametrize("note", ["<p><b>Note</b></p><p>{}</p>", "<p>Editor’s note: {}</p>", "<p>À noter : {}</p>"])
def test_a_note_is_no_part_of_an_abstract(note: str) -> None:
    made = plain("<h3>{title}</h3><p>{who}</p><div>{text}</div><p>{day}</p><p>{known} ({status})</p>", tag="div")
    said = note.format("The data will be open to everyone in the autumn.")
    made[1] = made[1].replace(f"{TEXTS[1]}</div>", f"{TEXTS[1]}</div>{said}")
    assert [raw.abstract for raw in read(made)] == list(TEXTS)


def test_a_text_in_clothes_of_its_own_that_few_have_is_told() -> None:
    made = plain(
        "<h3>{title}</h3><p class=who>{who}</p><div class=text>{text}</div><p class=at>{day} · {known} ({status})</p>",
        tag="div",
    )
    made[1] = made[1].replace(
        "<p class=at>", "<p class=aside>With thanks to all towns that opened their archives.</p><p class=at>"
    )
    found = read(made * 2)
    assert [raw.abstract for raw in found] == list(TEXTS) * 2
    assert ["layout_unsure" in raw.flags for raw in found] == [False, True, False, False] * 2


def test_a_status_before_the_day_in_one_text_is_one() -> None:
    rows = "<table><tr><th>Host publication</th><td><em>{known}</em></td></tr><tr><th>Publication status</th><td>{status} - {day}</td></tr></table>"
    found = read(plain("<h3>{title}</h3><p>{who}</p><p>{text}</p>" + rows, tag="div"))
    assert [(raw.venue, raw.date) for raw in found] == [(v, f"2026-05-0{n + 1}") for n, v in enumerate(APART)]


def test_a_day_that_others_have_beside_their_venue_is_missed() -> None:
    made = plain("<h3>{title}</h3><p>{who}</p><p>{text}</p><p>paru le {day}.</p><p>{known} ({status})</p>", tag="div")
    made[1] = made[1].replace("paru le 2026-05-02.", "paru ce printemps.")
    found = read(made)
    assert [raw.date for raw in found] == ["2026-05-01", None, "2026-05-03", "2026-05-04"]
    assert ["date_unreadable" in raw.flags for raw in found] == [False, True, False, False]


def test_plain_words_may_announce_people_and_text() -> None:
    rows = {"Who": "{who}", "When": "{day}", "Where": "{known} ({status})", "Description": "{text}"}
    made = plain(
        "<h3>{title}</h3><dl>" + "".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in rows.items()) + "</dl>", tag="div"
    )
    made[1] = made[1].replace(linked(1), "Gus Pond")
    found = read(made)
    assert names(found) == [["Gus Pond"] if n == 1 else [PEOPLE[n]] for n in range(4)]
    assert not any(raw.flags for raw in found)


def test_the_quotation_marks_around_all_titles_are_the_lists() -> None:
    made = plain("<h3>“{title},”</h3><p>{who}</p><p>{text}</p><p>{day}</p><p>{known} ({status})</p>", tag="div")
    assert [title for title, _ in told(read(made))] == list(TITLES)
    made[1] = made[1].replace("“", "").replace(",”", "")
    assert [title for title, _ in told(read(made))] == [f"“{t},”" if n != 1 else t for n, t in enumerate(TITLES)]


def test_the_number_of_an_entry_and_who_takes_it_are_no_part_of_title_and_venue() -> None:
    made = plain(
        "<h3><a href='https://example.org/{chip}'>{title}</a> <span>#{chip}</span></h3><p>{who}</p><p>{text}</p><p>{day}</p>"
        "<p>Contribution to: {known} ({status})</p>",
        tag="div",
    )
    made = [
        card.replace(f"#{chip}", f"#13{n}")
        for n, (card, chip) in enumerate(zip(made, ("Sound", "Weather", "Birds", "Post"), strict=True))
    ]
    found = read(made)
    assert [title for title, _ in told(found)] == list(TITLES)
    assert venues(found) == APART


@pytest.mark.parametrize("tag", ["dl", "div"])
def test_who_writes_often_and_is_not_linked_is_named_by_a_label(tag: str) -> None:
    """One of them alone, without day and venue, and without a link, is no news."""
    rows = {
        "Authors": "<ul><li><x-link>Gus Pond</x-link></li><li>Ida Reed</li></ul>",
        "Abstract": "{text}",
        "Date": "{day}",
    }
    rows |= {
        "Venue": "{known}",
        "Status": "{status}",
        "Link": "<a href='https://example.org/{chip}'>example.org/{chip}</a>",
    }
    made = plain(
        "<h3>{title}</h3><"
        + tag
        + ">"
        + "".join(f"<div><p class=key>{k}</p><div class=value>{v}</div></div>" for k, v in rows.items())
        + f"</{tag}>",
        tag="div",
    )
    made = [
        *made[:2],
        made[2].partition("<div><p class=key>Date")[0].replace("<li>Ida Reed</li>", "") + f"</{tag}></div></article>",
        made[3],
    ]
    found = read(made)
    assert [raw.title for raw in found] == list(TITLES)
    assert names(found) == [["Gus Pond", "Ida Reed"] if n != 2 else ["Gus Pond"] for n in range(4)]


def test_an_award_before_one_title_is_no_part_of_it() -> None:
    made = plain(
        "<div><strong>{title}</strong></div><p>{who}</p><p>{text}</p><p>{day}</p><p>{known} ({status})</p>", tag="div"
    )
    made[1] = made[1].replace("<strong>", "<span>★ Best paper</span><strong>")
    assert [title for title, _ in told(read(made))] == list(TITLES)


def test_a_legend_is_the_heading_of_its_fields() -> None:
    rows = {"Author": "{who}", "Abstract": "{text}", "Date": "{day}", "Venue": "{known} ({status})"}
    rows["Link"] = "<a href='https://example.org/{chip}'>example.org/{chip}</a>"
    terms = "".join(f"<dt>{key}</dt><dd>{value}</dd>" for key, value in rows.items())
    assert [
        title
        for title, _ in told(
            read(plain("<fieldset><legend>{title}</legend><dl>" + terms + "</dl></fieldset>", tag="div"))
        )
    ] == list(TITLES)


def test_notes_and_workplaces_behind_names_are_no_part_of_them() -> None:
    people = (
        "Gus Pond<sup>2,3✉</sup>",
        *(f"{linked(n)}<sup>1</sup>, Ida Reed <span>(Pond U.)</span>" for n in (1, 2, 3)),
    )
    made = plain("<h3>{title}</h3><p class=who>{who}</p><p>{text}</p><p>{day}</p><p>{known} ({status})</p>", tag="div")
    made = [card.replace(linked(n), people[n]) for n, card in enumerate(made)]
    assert [[name.split("^")[0] for name in found] for found in names(read(made))] == [
        ["Gus Pond"],
        *([PEOPLE[n], "Ida Reed"] for n in (1, 2, 3)),
    ]


@pytest.mark.parametrize(
    "title", ["People: Who Counts Them at Night", "Note: Counting Owls by Ear", "Who: A Census of Pronouns"]
)
def test_a_title_may_start_like_a_label(title: str) -> None:
    made = plain("<h3>{title}</h3><p>{who}</p><p>{text}</p><p>{day}</p><p>{known} ({status})</p>", tag="div")
    found = read([made[0], made[1].replace(TITLES[1], title), *made[2:]])
    assert [said for said, _ in told(found)] == [TITLES[0], title, *TITLES[2:]]


def test_a_text_that_nothing_announces_is_not_lost_in_silence_before_one_that_a_label_does() -> None:
    made = plain("<h3>{title}</h3><p>{who}</p><p class=text>{text}</p><p>{day}</p><p>{known} ({status})</p>", tag="div")
    made[1] = made[1].replace(
        "<p>2026",
        "<p class=more><b>Summary:</b> In short, rain is loud on a roof of tin, and says how much of it falls.</p><p>2026",
    )
    found = read(made)
    assert [raw.abstract == TEXTS[n] or bool(raw.flags) for n, raw in enumerate(found)] == [True] * 4


def test_the_filters_of_a_list_are_no_publication() -> None:
    chips = "".join(f"<span class=chip><div class=said>{word}</div></span>" for word in ("Talks", "Preprints", "Books"))
    made = plain("<h3>{title}</h3><p>{who}</p><p>{text}</p><p>{known}</p><p>{day}</p><div>{status}</div>", tag="div")
    found = read([f"<div class=row>{chips}</div><div class=row>", *made, "</div>"])
    assert [raw.title for raw in found] == list(TITLES)
    assert venues(found) == APART


@pytest.mark.parametrize("word", ["Workshop", "Atelier"])
def test_the_name_of_a_workshop_may_stand_in_bold_behind_its_label(word: str) -> None:
    facts = f"<span class=w>{word} <b>{{chip}}</b></span><span aria-hidden=true>/</span><span>{{known}}</span><span>{{status}}</span>"
    made = plain("<h3>{title}</h3><p>{day}</p><p>{text}</p><p>{who}</p><div>" + facts + "</div>", tag="div")
    for n in (1, 2, 3):
        made[n] = made[n].replace(f"<span class=w>{word} <b>{CHIPS[n]}</b></span><span aria-hidden=true>/</span>", "")
    assert venues(read(made)) == [f"{CHIPS[0]} @ {APART[0]}", *APART[1:]]


@pytest.mark.parametrize("head", ["Plain-language summary", "Lay summary", "Résumé vulgarisé", "In plain English"])
def test_a_summary_for_everyone_is_no_abstract(head: str) -> None:
    made = plain("<h3>{title}</h3><p>{who}</p><b>" + head + "</b><p>{text}</p><p>{day}</p><p>{known} ({status})</p>")
    assert [raw.abstract for raw in read(made)] == [None] * 4


def test_a_further_paragraph_of_one_text_may_have_clothes_of_its_own() -> None:
    further = (
        "Later the neighbours asked for a second chord, and three of the forty lids were drawn again for them by hand."
    )
    made = plain(
        "<h3>{title}</h3><p>{who}</p><div><div class=t><p>{text}</p></div></div><p>{day}</p><p>{known} ({status})</p>",
        tag="div",
    )
    made = [
        card.replace(text[140:], f"<span class=rest>{text[140:]}</span>")
        for card, text in zip(made, TEXTS, strict=True)
    ]
    made[2] = made[2].replace("</span></p>", f"</span></p><p class=rest>{further}</p>")
    found = read(made)
    assert [raw.abstract for raw in found] == [*TEXTS[:2], f"{TEXTS[2]}\n{further}", TEXTS[3]]
    assert not any(raw.flags for raw in found)


def test_a_day_may_be_stacked() -> None:
    day = "<div class=day><span>{n}</span>\n  <span>mai</span>\n  <span>2026</span></div>"
    made = plain("<h3>{title}</h3><p>{who}</p><p>{text}</p><p>{known} ({status})</p>", tag="div")
    found = read([f"<div>{day.replace('{n}', str(n + 1))}{card}</div>" for n, card in enumerate(made)])
    assert [raw.date for raw in found] == [f"2026-05-0{n + 1}" for n in range(4)]


@pytest.mark.parametrize("joined", ["<span aria-hidden=true>at</span>", "at", "<i>à</i>"])
def test_at_joins_a_workshop_to_a_venue(joined: str) -> None:
    made = plain(
        "<h3>{title}</h3><p>{who}</p><p>{text}</p><p>{day}</p><p><cite>{known}</cite></p><b class=k>{status}</b>",
        tag="div",
    )
    made[1] = made[1].replace("<cite>", f"<span class=w>Quiet Rooms</span> {joined} <cite>")
    assert venues(read(made)) == [APART[0], f"Quiet Rooms @ {APART[1]}", *APART[2:]]


def test_the_kind_of_a_work_beside_its_status_is_no_venue_and_a_comma_behind_a_venue_is_the_lists() -> None:
    kinds = ("Article de revue", "Communication", "Communication", "Article de revue")
    made = [
        f"<div><p>{linked(n)}; Bo Kettle</p><p class=t><a onclick='show({n})'>{TITLES[n]}</a> <span class='kind {kinds[n][:3]}'>{kinds[n]}</span> "
        f"<span class='state s{n}'>{STATUSES[n]}</span></p><p><span class=in>Dans: </span><span class=host>{KNOWN[n]}, </span>"
        f"<span class=day>1{n}/05/2026</span>.</p><div><div class=text>{TEXTS[n]}</div><p>Fermer</p></div></div>"
        for n in range(4)
    ]
    found = read(made)
    assert [raw.title for raw in found] == list(TITLES)
    assert venues(found) == APART
    assert [raw.date for raw in found] == [f"2026-05-1{n}" for n in range(4)]


def test_a_card_that_is_one_link_says_who_wrote_the_work() -> None:
    made = [
        f"<div class=card><a href='https://openreview.net/forum?id={n}'><h3>{TITLES[n]}</h3><div class=sub>{APART[n]}</div>"
        f"<div class=text><p>{TEXTS[n]}</p></div><div class=day>May {n + 1}, 2026</div><div class=who>Ada Fjord, {PEOPLE[n + 1]}</div></a></div>"
        for n in range(4)
    ]
    made[3] = made[3].replace("Ada Fjord, ", "")
    found = read(made)
    assert told(found) == [(TITLES[n], f"{'Ada Fjord, ' * (n < 3)}{PEOPLE[n + 1]}") for n in range(4)]
    assert [{link.href for link in raw.links} for raw in found] == [
        {f"https://openreview.net/forum?id={n}"} for n in range(4)
    ]


def test_a_button_behind_a_text_that_only_its_style_cuts_is_no_marker() -> None:
    card = "<h3>{title}</h3><div>{day}</div><p>{who}</p><div><div class=clamp><p>{text}</p></div><button>See more</button></div>"
    found = read(plain(card + "<p>{known} ({status})</p>", tag="div"))
    assert [raw.abstract for raw in found] == list(TEXTS)
    assert not any(raw.flags for raw in found)


def test_a_text_may_stand_whole_in_a_dialog_beside_its_card() -> None:
    cards = [
        f"<div class=col><div class=card><h3>{TITLES[n]}</h3><p>{linked(n)}</p><p class=t>{TEXTS[n][:140]}<a role=button href='#d{n}'>… (see more)</a></p>"
        f"<div class=v>{APART[n]}</div><div class=d>2026-05-0{n + 1}</div><a href='https://doi.org/10.5555/{n}'>Read the paper</a></div>"
        f"<div class=modal aria-hidden=true><div class=head>{TITLES[n]}<button>Close</button></div><div class=body><p>{TEXTS[n]}</p></div></div></div>"
        for n in range(4)
    ]
    found = read(cards)
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
    assert [clean(raw, MilaPage.institute).abstract for raw in found] == list(TEXTS)
    assert venues(found) == APART


def test_where_linked_people_work_parts_them_from_nobody_of_their_list() -> None:
    people = "<dt>Authors</dt><dd class=who>{who} <small class=place>Université de Montréal</small></dd><dd class=who>Ida Reed</dd>"
    facts = "<dt>Published</dt><dd>{day}</dd><dt>Venue</dt><dd>{known}</dd><dt>Status</dt><dd>{status}</dd>"
    found = read(plain("<h3>{title}</h3><p>{text}</p><dl><div>" + people + "</div>" + facts + "</dl>", tag="div"))
    assert names(found) == [[PEOPLE[n], "Ida Reed"] for n in range(4)]


def test_a_venue_without_day_and_status_stands_where_the_others_do() -> None:
    card = "<p class=meta><span>{day}</span><b class=k>{status}</b></p><h3>{title}</h3><p class=venue>{known}</p><p>{text}</p><p class=who>{who}</p>"
    made = plain(card, tag="div")
    made[1] = (
        made[1]
        .replace("<span>2026-05-02</span>", "")
        .replace(f"<b class=k>{STATUSES[1]}</b>", "")
        .replace(f"<p>{TEXTS[1]}</p>", "")
    )
    made[2] = made[2].replace(KNOWN[2], KNOWN[1])
    found = read(made)
    assert [clean(raw, MilaPage.institute).venue for raw in found][:2] == list(KNOWN[:2])


@pytest.mark.parametrize(
    "head", ["Résumé de la publication no {}", "Abstract of paper {}", "Résumé de l’article n° {}"]
)
def test_a_label_may_count_the_publications(head: str) -> None:
    card = "<h3>{title}</h3><p>{who}</p><p>{day}</p><p>{known} ({status})</p><details><summary>HEAD</summary><div><p>{text}</p></div></details>"
    made = [unit.replace("HEAD", head.format(n + 1)) for n, unit in enumerate(plain(card, tag="div"))]
    found = read(made)
    assert [raw.abstract for raw in found] == list(TEXTS)
    assert not any(raw.flags for raw in found)


def test_a_workshop_may_stand_in_a_line_above_its_host() -> None:
    card = "<b class=k>{status}</b><div class=i>W<p class=v>{known}</p><h3>{title}</h3><p>{who}</p><p>{day}</p><p>{text}</p></div>"
    made = [
        unit.replace("W<p", "<div>Quiet Rooms @</div><p" if n in (0, 2) else "<p")
        for n, unit in enumerate(plain(card, tag="div"))
    ]
    assert venues(read(made)) == [f"{'Quiet Rooms @ ' * (n in (0, 2))}{APART[n]}" for n in range(4)]


def test_the_dash_of_a_missing_day_is_no_part_of_the_title_beside_it() -> None:
    card = "<h3><button><span class=day><time datetime='{day}'>{day}</time></span><span class=t>{title}</span></button></h3><p>{who}</p><p>{known} ({status})</p><p>{text}</p>"
    made = plain(card, tag="div")
    made[3] = made[3].replace("<time datetime='2026-05-04'>2026-05-04</time>", "–")
    assert [raw.title for raw in read(made)] == list(TITLES)


def test_a_title_with_a_day_in_it_is_unsure() -> None:
    made = plain("<h3>{title}</h3><p>{who}</p><p>{text}</p><p>{day}</p><p>{known} ({status})</p>", tag="div")
    made[1] = made[1].replace(TITLES[1], "Ida Reed; Gus Pond (2026-05-02).")
    assert ["title_unsure" in raw.flags for raw in read(made)] == [False, True, False, False]


def test_an_author_alone_in_a_row_with_its_venue_is_one() -> None:
    made = [
        f"<li><a class=t href='https://arxiv.org/abs/2605.0000{n}'>{TITLES[n]}</a> <small><a href='https://arxiv.org/pdf/{n}'>PDF</a></small><br>"
        f"<span class=row>{f'{linked(n)}, ' * (n != 1)}{PEOPLE[n + 4]} · <i>{VENUES[n]} ({STATUSES[n]})</i> · {n + 1} May 2026</span>"
        f"<blockquote>{TEXTS[n]}</blockquote></li>"
        for n in range(4)
    ]
    found = read([f"<ol>{''.join(made)}</ol>"])
    assert names(found) == [[*([PEOPLE[n]] * (n != 1)), PEOPLE[n + 4]] for n in range(4)]


def test_a_publication_without_people_and_venue_is_no_news_where_it_leads_elsewhere() -> None:
    made = [
        f"<h3><a href='https://arxiv.org/abs/2605.0000{n}'>{TITLES[n]}</a></h3>{f'<p><b>Authors:</b> {linked(n)}</p>' * (n != 1)}"
        f"<p><b>Abstract:</b> {TEXTS[n]}</p>{f'<p><b>Venue:</b> {VENUES[n]} ({STATUSES[n]})</p>' * (n != 1)}"
        f"<p><b>Published:</b> {n + 1} May 2026</p>"
        for n in range(4)
    ]
    found = read(made)
    assert [(raw.title, raw.abstract) for raw in found] == list(zip(TITLES, TEXTS, strict=True))
    assert ["layout_unsure" in raw.flags for raw in found] == [False, True, False, False]  # it may be news


@pytest.mark.parametrize(
    "title",
    [
        "<h4><a href='https://arxiv.org/abs/2605.00001'>{}</a></h4>",
        "<p><b><a href='https://arxiv.org/abs/1'>{}</a></b></p>",
    ],
)
def test_a_title_that_an_editor_set_otherwise_leads_a_publication_behind_a_rule(title: str) -> None:
    made = [
        f"{title.format(TITLES[n]) if n == 1 else f'<h3>{TITLES[n]}</h3>'}<p>{linked(n)}, {PEOPLE[n + 4]}</p><p>{TEXTS[n]}</p>"
        f"{f'<p>{VENUES[n]} ({STATUSES[n]})</p><p>2026-05-0{n + 1}</p>' * (n != 1)}<hr>"
        for n in range(4)
    ]
    assert [(raw.title, raw.abstract) for raw in read(["".join(made)])] == list(zip(TITLES, TEXTS, strict=True))


def test_facts_above_each_title_are_not_those_of_the_publication_before() -> None:
    made = [
        f"{f'<p class=kicker>{VENUES[n]} ({STATUSES[n]}) | {n + 1} May 2026</p>' * (n != 2)}<h3>{title}</h3>"
        f"<p>Authors: {linked(n % 4)}</p><p>{TEXTS[n]}</p><hr>"
        for n, title in enumerate(TITLES)
    ]
    found = read([f"<p>Whatever our people wrote this spring, in the order of its days.</p>{''.join(made)}"])
    assert [(raw.title, raw.date) for raw in found] == [
        (title, None if n == 2 else f"2026-05-0{n + 1}") for n, title in enumerate(TITLES)
    ]


def test_the_rows_of_texts_look_like_those_of_facts() -> None:
    texts = (TEXTS[0], "We list what is not there.", TEXTS[2], "")
    made = [
        f"<tr><td>2026-05-0{n + 1}</td><td><a href='https://arxiv.org/abs/2605.0000{n}'><b>{TITLES[n]}</b></a></td><td>{linked(n)}</td>"
        f"<td>{VENUES[n]} ({STATUSES[n]})</td></tr>{f'<tr><td></td><td colspan=3>{texts[n]}</td></tr>' * bool(texts[n])}"
        for n in range(4)
    ]
    found = read([f"<table><tbody>{''.join(made)}</tbody></table>"])
    assert [(raw.title, raw.abstract) for raw in found] == [(TITLES[n], texts[n] or None) for n in range(4)]


def test_facts_below_each_text_stay_where_the_first_names_nobody_and_the_last_has_none() -> None:
    titles, texts = (*TITLES, "Doors That Remember"), (*TEXTS, "Doors remember who went out, and tell nobody of it.")
    made = [
        f"<h3><a href='https://arxiv.org/abs/2605.0000{n}'>{title}</a></h3>{f'<p>{linked(n % 4)}</p>' * (n > 0)}<p>{texts[n]}</p>"
        f"{f'<p>{VENUES[n % 4]} ({STATUSES[n % 4]})</p><p>2026-05-0{n + 1}</p>' * (n < 4)}"
        for n, title in enumerate(titles)
    ]
    found = read(["".join(made)])
    assert [(raw.title, raw.date) for raw in found] == [
        (title, f"2026-05-0{n + 1}" if n < 4 else None) for n, title in enumerate(titles)
    ]
