"""Facts in lines of their own with nothing about them that says what they are, one small page each."""

import pytest

from tests.pages.test_forms import STATUSES, VENUES, venues
from tests.pages.test_misread import CHIPS, PEOPLE, TEXTS, TITLES, linked, read, told

KNOWN = (*VENUES[:1], "Conference on Robot Learning", *VENUES[2:])
"""Venues of which the page can tell three."""
APART = [f"{venue} ({status})" for venue, status in zip(KNOWN, STATUSES, strict=True)]


def plain(*lines: str, tag: str = "p") -> list[str]:
    """Four publications of lines that are formatted with what they may say."""
    said = [
        {"title": TITLES[n], "who": linked(n), "text": TEXTS[n], "day": f"2026-05-0{n + 1}", "venue": VENUES[n]}
        | {"status": STATUSES[n], "chip": CHIPS[n], "known": KNOWN[n]}
        for n in range(4)
    ]
    return [
        "<article>" + "".join(f"<{tag}>{line.format(**facts)}</{tag}>" for line in lines) + "</article>"
        for facts in said
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("{title}", "{who}", "{text}", "{day}", "{known}", "{status}"),
        ("{title}", "{who}", "{text}", "{day}", "{known}", "Status: {status}"),
        ("{title}", "{who}", "{text}", "{day}", "{known}", "{chip}", "{status}"),
        ("{day}", "{known}", "{title}", "{who}", "{text}", "{status}"),
        ("{title}", "{who}", "{text}", "{known}", "{day}", "{chip}", "{status}"),
    ],
    ids=["behind", "label", "behind a topic", "far", "behind the day and a topic"],
)
def test_a_status_in_a_line_of_its_own_finds_its_venue(lines: tuple[str, ...]) -> None:
    found = read(plain(*lines))
    assert venues(found) == APART
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]


def test_a_title_that_starts_like_a_status_is_none() -> None:
    made = plain("<i class=vh>Venue: </i>{known}", "{day}", "{title}", "{text}", "{who}", "{status}")
    made[0] = made[0].replace(TITLES[0], "Conditional Kettles in Tune")
    assert [title for title, _ in told(read(made))] == ["Conditional Kettles in Tune", *TITLES[1:]]


def test_a_day_without_a_venue_is_told_where_others_have_both() -> None:
    made = plain("{title}", "{who}", "{text}", "{day}", "{known} ({status})")
    found = read([*made[:3], made[3].replace(f"<p>{APART[3]}</p>", "")])
    assert [raw.flags for raw in found] == [(), (), (), ("status_unsure",)]


@pytest.mark.parametrize("nothing", ["—", "Not available", "<i aria-hidden=true>–</i><i class=vh>Not available</i>"])
def test_a_label_with_nothing_behind_it_announces_nothing(nothing: str) -> None:
    facts = "<dl><dt>Date</dt><dd>{day}</dd><dt>Venue</dt><dd>{known} ({status})</dd></dl>"
    made = [
        card.replace("</article>", "<p>Cited 87 times</p></article>")
        for card in plain("{title}", "{who}", "{text}", facts)
    ]
    made[3] = made[3].replace("2026-05-04", nothing).replace(APART[3], nothing)
    found = read(made)
    assert venues(found) == [*APART[:3], None]
    assert [raw.date for raw in found] == ["2026-05-01", "2026-05-02", "2026-05-03", None]


def test_a_place_behind_one_linked_person_is_nobody() -> None:
    found = read(plain("{title}", "{who} <b class=pill>Mila</b>", "{text}", "{day}", "{known} ({status})")[:3])
    assert [people for _, people in told(found)] == [PEOPLE[n] for n in range(3)]


def test_somebody_with_one_name_stands_between_line_breaks() -> None:
    made = plain("{title}", "{who}<br>Sefa<br>Lin Fell", "{text}", "{day}", "{known} ({status})")
    assert [people for _, people in told(read(made))] == [f"{PEOPLE[n]}\nSefa\nLin Fell" for n in range(4)]


def test_what_links_say_of_where_they_lead_is_no_part_of_a_title() -> None:
    works = "<a href='https://doi.org/10.5555/{chip}'>{title}<span class=vh> (opens on another site)</span></a>"
    found = read(plain(works, "{who}", "{text}", "{day}", "{known} ({status})"))
    assert told(found) == [(f"{TITLES[n]}", PEOPLE[n]) for n in range(4)]


def test_a_line_is_parted_where_others_of_its_kind_are() -> None:
    title = "<span class=what>{}</span> <span class=who>{}</span>"
    made = [
        card.replace(
            "@", title.format(f"<a href='https://doi.org/10.5555/{n}'>{TITLES[n]}</a>" if n else TITLES[0], linked(n))
        )
        for n, card in enumerate(plain("@", "{text}", "{day}", "{known} ({status})"))
    ]
    assert told(read(made)) == [(TITLES[n], PEOPLE[n]) for n in range(4)]


def test_a_citation_far_behind_the_title_is_still_one() -> None:
    facts = ("{title}", "<b>Authors</b>", "{who}", "<b>Abstract</b>", "{text}", "<b>Date</b>", "{day}", "<b>Venue</b>")
    row = "<ul><li>Sound</li><li>Rain</li><li>Birds</li></ul>"
    made = plain(
        *facts, "{known} ({status})", row, "<a href='#'>PDF</a>", "<a href='#'>Code</a>", "{who} (n.d.). {title}."
    )
    found = read([card.replace("<p><b>", "<h5>").replace("</b></p>", "</h5>") for card in made])
    assert told(found) == [(TITLES[n], PEOPLE[n]) for n in range(4)]
    assert venues(found) == APART


def test_a_line_of_a_title_and_people_is_parted_where_no_title_is_linked() -> None:
    line = "<span class=what>{title}</span> <span class=who>{who}; Lin Fell</span>"
    assert told(read(plain(line, "{text}", "{day}", "{known} ({status})"))) == [
        (TITLES[n], f"{PEOPLE[n]}; Lin Fell") for n in range(4)
    ]


@pytest.mark.parametrize("lead", ["Read the abstract of {title}", "Lire le résumé de « {title} »"])
def test_what_unfolds_a_text_may_say_its_title(lead: str) -> None:
    fold = f"<details><summary>{lead}</summary><div>{{text}}</div></details>"
    found = read(
        [
            card.replace("<p><details>", "<details>")
            for card in plain("{title}", "{who}", fold, "{day}", "{known} ({status})")
        ]
    )
    assert [raw.abstract for raw in found] == list(TEXTS)
    assert not any(raw.flags for raw in found)


def test_a_word_in_a_list_of_people_that_most_publications_say_is_told() -> None:
    people = "<ul><li>{who}</li><li>Climate</li></ul>"
    made = [
        card.replace("<p><ul>", "<ul>").replace("</ul></p>", "</ul>")
        for card in plain("{title}", people, "{text}", "{day}", "{known} ({status})")
    ]
    found = read([*made[:3], made[3].replace("<li>Climate</li>", "")])
    assert all(
        "Climate" not in who or "authors_unsure" in raw.flags for raw, (_, who) in zip(found, told(found), strict=True)
    )


def test_a_word_below_somebody_in_one_element_that_most_publications_say_is_told() -> None:
    made = plain("{title}", "{who}<br>Climate", "{text}", "{day}", "{known} ({status})")
    found = read([*made[:3], made[3].replace("<br>Climate", "")])
    assert all(
        "Climate" not in who or "authors_unsure" in raw.flags for raw, (_, who) in zip(found, told(found), strict=True)
    )


def test_a_publication_led_by_a_line_of_the_page_is_read_where_there_are_two() -> None:
    found = read(plain("Share", "{title}", "{who}", "{text}", "{day}", "{known} ({status})")[:2])
    assert [title for title, _ in told(found)] == list(TITLES[:2])


def test_somebody_with_one_name_may_lead_people_in_broken_lines() -> None:
    made = plain("<h3>{title}</h3><p>{day}</p><p>{known} ({status})</p><div>{text}</div><x>{who}</x>", tag="div")
    made = [card.replace("<x>", "<div>Ji-woo<br>").replace("</x>", "</div>") for card in made]
    found = read([made[0], *(card.replace("Ji-woo<br>", f"{PEOPLE[4]}<br>") for card in made[1:])])
    assert [who for _, who in told(found)] == [
        f"Ji-woo\n{PEOPLE[0]}",
        *(f"{PEOPLE[4]}\n{PEOPLE[n]}" for n in (1, 2, 3)),
    ]
