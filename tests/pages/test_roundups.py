"""Round-ups whose people stand in lists or below the text, one small page each."""

from collections.abc import Sequence

import pytest

from pubcrawl.errors import LayoutDrift
from pubcrawl.items import RawPublication
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.body import read
from pubcrawl.stages.clean import clean
from tests.pages.odd_cards import WHEN
from tests.pages.test_misread import PEOPLE, TEXTS, TITLES


def records(papers: Sequence[str]) -> Sequence[RawPublication]:
    html = f"<html><body><main><h1>Amii at NeurIPS 2025</h1>{''.join(papers)}</main></body></html>"
    return AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii").records(
        WHEN
    )


def roundup(papers: Sequence[str]) -> list[tuple[str | None, str, str | None]]:
    names = [("".join(span.text for span in raw.authors).replace("\n", ", "), raw) for raw in records(papers)]
    return [(raw.title, people, raw.abstract) for people, raw in names]


def test_the_people_of_a_round_up_may_stand_in_a_list() -> None:
    person = "<li><a href='/people/ada-fjord'>Ada Fjord</a></li>"
    papers = [
        f"<article><h3>{title}</h3><ul>{person}<li><span>{PEOPLE[n + 1]}</span></li></ul><p>{TEXTS[n]}</p>"
        f"<a href='https://openreview.net/forum?id={n}'>Link to paper</a></article>"
        for n, title in enumerate(TITLES)
    ]
    assert roundup(papers) == [(TITLES[n], f"Ada Fjord, {PEOPLE[n + 1]}", TEXTS[n]) for n in range(4)]


def test_the_people_of_a_round_up_may_stand_below_the_text() -> None:
    quote = "<blockquote>“We began with a phone call, and it never ended,” says somebody who was there.</blockquote>"
    papers = [
        f"<section><h4>{title}</h4><p>{TEXTS[n]}</p><p><b>Authors:</b> Ada Fjord, {PEOPLE[n + 1]}</p>"
        f"<a href='https://openreview.net/forum?id={n}'>Read the paper</a></section>{quote * (n == 1)}"
        for n, title in enumerate(TITLES)
    ]
    assert [(title, text) for title, _, text in roundup(papers)] == list(zip(TITLES, TEXTS, strict=True))
    assert all(f"Ada Fjord, {PEOPLE[n + 1]}" in people for n, (_, people, _) in enumerate(roundup(papers)))


def test_a_link_to_the_paper_may_say_its_title_and_labels_may_stand_between() -> None:
    papers = [
        f"<article><h3>{title}</h3><h4>Authors</h4><ul><li><a href='/people/ada-fjord'>Ada Fjord</a></li><li>{PEOPLE[n + 1]}</li>"
        f"</ul><h4>Abstract</h4><p>{TEXTS[n]}</p><p><a href='https://openreview.net/forum?id={n}'>Link to paper"
        f"<span>: {title} and a subtitle that is as long as can be, and longer still than any other link</span></a></p></article>"
        for n, title in enumerate(TITLES)
    ]
    assert roundup(papers) == [(TITLES[n], f"Ada Fjord, {PEOPLE[n + 1]}", TEXTS[n]) for n in range(4)]


def test_the_text_of_a_paper_ends_at_its_link_where_that_of_most_does() -> None:
    papers = [
        f"<section><h3>{title}</h3><ul><li><a href='/people/ada-fjord'>Ada Fjord</a></li><li>{PEOPLE[n + 1]}</li></ul>"
        f"{f'<p>{TEXTS[n]}</p>' * (n != 2)}<a href='https://openreview.net/forum?id={n}'>Link to paper</a></section>"
        + "<p>“We began with a phone call, and it never ended,” says somebody who was there, and laughs.</p>"
        * (n == 2)
        for n, title in enumerate(TITLES)
    ]
    assert [text for _, _, text in roundup(papers)] == [TEXTS[0], TEXTS[1], None, TEXTS[3]]


def test_by_announces_the_people_of_a_round_up_below_the_text() -> None:
    papers = [
        f"<article><h3><a href='https://openreview.net/forum?id={n}'>{title}</a></h3><blockquote>{TEXTS[n]}</blockquote>"
        f"<p>by <a href='/people/ada-fjord'>Ada Fjord</a> and {PEOPLE[n + 1]}</p></article>"
        for n, title in enumerate(TITLES)
    ]
    assert [(title, text) for title, _, text in roundup(papers)] == list(zip(TITLES, TEXTS, strict=True))
    assert [people for _, people, _ in roundup(papers)] == [f"Ada Fjord and {PEOPLE[n + 1]}" for n in range(4)]


def test_a_list_of_people_may_stand_below_the_text() -> None:
    papers = [
        f"<section><h3>{title}</h3><p>{TEXTS[n]}</p><h4>Authors</h4><ul><li>{PEOPLE[n + 1]}</li>"
        f"<li><a href='/people/ada-fjord'>Ada Fjord</a></li></ul><a href='https://openreview.net/forum?id={n}'>Link to paper</a></section>"
        for n, title in enumerate(TITLES)
    ]
    assert roundup(papers) == [(TITLES[n], f"{PEOPLE[n + 1]}, Ada Fjord", TEXTS[n]) for n in range(4)]


def test_people_with_dots_between_them_are_people() -> None:
    papers = [
        f"<div><h4>{title}</h4><p><a href='/people/ada-fjord'>Ada Fjord</a>{f'<i> · </i>{PEOPLE[n]}' * (n > 0)}</p>"
        f"<div><button>Abstract</button><div>{TEXTS[n]}</div></div><a href='https://openreview.net/forum?id={n}'>Link to paper</a></div>"
        for n, title in enumerate(TITLES)
    ]
    found = roundup(papers)
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [people for _, people, _ in found] == ["Ada Fjord", *(f"Ada Fjord · {PEOPLE[n]}" for n in range(1, 4))]


def test_papers_may_be_the_items_of_a_list() -> None:
    papers = [
        f"<li><h3>{title}</h3><p>Ada Fjord, {PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p>"
        f"<a href='https://openreview.net/forum?id={n}'>Link to paper</a></li>"
        for n, title in enumerate(TITLES)
    ]
    assert roundup([f"<ul>{''.join(papers)}</ul>"]) == [
        (TITLES[n], f"Ada Fjord, {PEOPLE[n + 1]}", TEXTS[n]) for n in range(4)
    ]


def test_a_paper_without_a_link_keeps_its_text_where_links_end_the_others() -> None:
    papers = [
        f"<section><h3>{title}</h3><p>Ada Fjord, {PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p>"
        + f"<a href='https://openreview.net/forum?id={n}'>Link to paper</a>" * (n != 2)
        + "</section>"
        for n, title in enumerate(TITLES)
    ]
    assert [text for _, _, text in roundup(papers)] == list(TEXTS)


def test_a_list_at_the_foot_of_a_page_names_nobody_of_the_news_above_it() -> None:
    papers = [
        f"<article><h3>{title}</h3><p>Ada Fjord*, {PEOPLE[n + 1]}</p>"
        f"<a href='https://openreview.net/forum?id={n}'>Link to paper</a><p>{TEXTS[n]}</p></article>"
        for n, title in enumerate(TITLES)
    ]
    news = f"<section><ul><li><h3>New Fellows Join Us</h3><p>{TEXTS[0][::-1]}.</p><time>2026-05-20</time></li></ul></section>"
    aside = "<aside><h2>On this page</h2><ul><li>Accepted Papers</li><li>Workshop Papers</li></ul></aside>"
    foot = "<div><ul><li><a href='/people/ada-fjord'>Ada Fjord</a></li></ul></div>"
    assert [title for title, _, _ in roundup([*papers, aside, news, foot])] == list(TITLES)


def test_a_link_that_leads_to_its_heading_is_no_part_of_the_title() -> None:
    papers = [
        f"<h3>{title}<a href='#paper-{n}' aria-hidden=true>#</a></h3><p>Ada Fjord*, {PEOPLE[n + 1]}</p>"
        f"<p><a href='https://openreview.net/forum?id={n}'>Link to paper</a></p><p>{TEXTS[n]}</p>"
        for n, title in enumerate(TITLES)
    ]
    assert [title for title, _, _ in roundup(papers)] == list(TITLES)


def test_keywords_of_a_paper_are_no_part_of_its_text() -> None:
    papers = [
        f"<h4>{title}</h4><p><strong>Authors</strong>: Ada Fjord*, {PEOPLE[n + 1]}<br><strong>Links:</strong> "
        f"<a href='https://openreview.net/forum?id={n}'>Link to paper</a><br><strong>Keywords</strong>: kettles, rain</p>"
        f"<p>{TEXTS[n]}</p>"
        for n, title in enumerate(TITLES)
    ]
    assert [text for _, _, text in roundup(papers)] == list(TEXTS)


def test_who_wrote_the_post_is_no_author_of_a_paper() -> None:
    by = "<div>by Amii Communications,</div><time>2026-08-04</time>"
    papers = [
        f"<h4>{title}</h4><p>Ada Fjord*, {PEOPLE[n + 1]}</p><a href='https://openreview.net/forum?id={n}'>Link to paper</a>"
        f"<p>{TEXTS[n]}</p>"
        for n, title in enumerate(TITLES)
    ]
    assert [title for title, _, _ in roundup([by, *papers])] == list(TITLES)


def test_an_aside_in_each_paper_is_part_of_it() -> None:
    papers = [
        f"<article><h3>{title}</h3><p>Ada Fjord*, {PEOPLE[n + 1]}</p><aside><a href='https://openreview.net/forum?id={n}'>"
        f"Link to paper</a></aside><p>{TEXTS[n]}</p></article>"
        for n, title in enumerate(TITLES)
    ]
    html = f"<html><body><main><h1>Amii at NeurIPS 2025</h1>{''.join(papers)}</main></body></html>"
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/amii-at-neurips-2025"), "amii")
    assert [len(raw.links) for raw in page.records(WHEN)] == [1] * 4


def test_what_unfolds_an_abstract_is_no_part_of_it() -> None:
    papers = [
        f"<div><h3>{title}</h3><p><a href='/people/ada-fjord'>Ada Fjord</a>, {PEOPLE[n + 1]}</p><details><summary>Read the abstract"
        f"</summary><p>{TEXTS[n]}</p></details><a href='https://openreview.net/forum?id={n}'>View paper</a></div>"
        for n, title in enumerate(TITLES)
    ]
    assert [text for _, _, text in roundup(papers)] == list(TEXTS)


def test_the_people_of_a_round_up_may_stand_above_the_titles() -> None:
    papers = [
        f"<li class=entry>Ada Fjord; {PEOPLE[n + 1]}<h3 class=title>{title}</h3><div><p>{TEXTS[n]}</p></div>"
        f"<div class=links><a href='https://openreview.net/forum?id={n}'>Fulltext</a> <a href='#'>BibTeX</a></div></li>"
        for n, title in enumerate(TITLES)
    ]
    found = roundup(["<h2>Main Track</h2><ol>", *papers[:2], "</ol><h2>Later Track</h2><ol>", *papers[2:], "</ol>"])
    assert found == [(TITLES[n], f"Ada Fjord; {PEOPLE[n + 1]}", TEXTS[n]) for n in range(4)]


def test_the_papers_of_a_round_up_may_stand_in_numbered_rows() -> None:
    link = "<p><a href='https://openreview.net/forum?id=1'>PDF</a></p>"
    people = (
        "<p>Ada Fjord*, Bo Kettle</p>",
        "<p>Ada Fjord</p><p>Bo Kettle*</p>",
        "<p>Ada Fjord,<br>Bo Kettle,<br>Cy Lantern*</p>",
        "<ul><li><p>Ada Fjord</p></li><li><p>Bo Kettle</p></li></ul>",
    )
    opener = "<div class=control>Click here to expand...</div>"
    papers = [
        f"<tr><td class=number>{n + 1}</td><td>{f'<p>{title}</p>{link}' if n % 2 else title}</td><td>{people[n]}</td>"
        f"<td>{opener * (n == 1)}<p>{TEXTS[n]}</p></td></tr>"
        for n, title in enumerate(TITLES)
    ]
    head = "<p>* denotes Amii affiliation</p><table><tr><th><p>Paper</p></th><th><p>Authors</p></th><th><p>Abstract</p></th></tr>"
    found = roundup([head, *papers, "</table>"])
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [people.count("Ada Fjord") + people.count("Bo Kettle") for _, people, _ in found] == [2] * 4


def test_the_only_author_behind_a_label_is_one() -> None:
    papers = [
        f"<div><h3>{title}</h3><p><b>{'Author' if n else 'Authors'}:</b>&nbsp;{PEOPLE[n + 1]}{', Ada Fjord' * (n == 0)}</p>"
        f"<p>{TEXTS[n]}</p></div>"
        for n, title in enumerate(TITLES)
    ]
    assert [title for title, _, _ in roundup(papers)] == list(TITLES)


def test_who_posts_is_no_author() -> None:
    papers = [
        f"<section><h3>{title}</h3><p>Ada Fjord, {PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p></section>"
        for n, title in enumerate(TITLES)
    ]
    post = "<div class=feed><h3>Summer School: Applications Are Open</h3><p>Ten days in Edmonton for students of machine learning.</p><footer>By Amii Communications</footer></div>"
    assert [title for title, _, _ in roundup([*papers, post])] == list(TITLES)


def test_a_round_up_with_more_headings_than_papers_has_drifted() -> None:
    papers = [
        f"<section><h3>{title}</h3><p>by the team of floor {n}</p><p>{TEXTS[n]}</p></section>"
        for n, title in enumerate(TITLES)
    ]
    papers.append(f"<section><h3>Silent Weather</h3><p>Ada Fjord, Bo Kettle</p><p>{TEXTS[0]}</p></section>")
    with pytest.raises(LayoutDrift, match="4 headings with a text below them, but 1 papers"):
        roundup(papers)


def test_the_abstract_of_a_round_up_may_have_a_label_without_a_colon() -> None:
    papers = [
        f"<li><h3>{title}</h3><div class=who><b>Authors</b> Ada Fjord, {PEOPLE[n + 1]}</div><div class=abs><b>Abstract</b> {TEXTS[n]}</div></li>"
        for n, title in enumerate(TITLES)
    ]
    assert [(title, text) for title, _, text in roundup(papers)] == list(zip(TITLES, TEXTS, strict=True))


@pytest.mark.parametrize("alone", ["Cy Lantern (Amii)", "<span>Cy Lantern</span><span class=chip>Amii</span>"])
def test_one_author_of_the_institute_is_told_by_its_name(alone: str) -> None:
    people = (
        "Ada Fjord, Bo Kettle (Amii)",
        alone,
        "<span>Ada Fjord</span><span>Bo Kettle</span><span class=chip>Amii</span>",
        "Ada Fjord, Jon Vale",
    )
    papers = [
        f"<div><div class=name>{title}</div><div><div>{people[n]}</div></div><p>{TEXTS[n]}</p></div>"
        for n, title in enumerate(TITLES)
    ]
    assert [title for title, _, _ in roundup(papers)] == list(TITLES)


def test_the_properties_of_a_paper_may_have_labels_with_their_names() -> None:
    papers = [
        f"<li><div class=link>{title}</div><dl><dt>Creator <span>(dcterms:creator)</span></dt><dd>Ada Fjord</dd><dd>{PEOPLE[n + 1]}"
        f"<div class=note><b>Affiliation: </b><i>Amii</i></div></dd><dt>Abstract <span>(dcterms:abstract)</span></dt><dd>{TEXTS[n]}</dd>"
        f"<dt>URI <span>(bibo:uri)</span></dt><dd><a href='https://openreview.net/forum?id={n}'>Link to paper</a></dd></dl></li>"
        for n, title in enumerate(TITLES)
    ]
    assert roundup(papers) == [(TITLES[n], f"Ada Fjord, {PEOPLE[n + 1]}*", TEXTS[n]) for n in range(4)]


def test_a_link_may_stand_before_the_text_of_one_paper() -> None:
    papers = [
        f"<div class=card><h3>{title}</h3><p class=who>Ada Fjord, {PEOPLE[n + 1]}</p>"
        + "".join(
            [f"<p class=text>{TEXTS[n]}</p>", f"<a href='https://openreview.net/forum?id={n}'>Read the paper</a>"][
                :: -1 if n == 1 else 1
            ]
        )
        + "</div>"
        for n, title in enumerate(TITLES)
    ]
    assert roundup(papers) == [(TITLES[n], f"Ada Fjord, {PEOPLE[n + 1]}", TEXTS[n]) for n in range(4)]


def test_the_numbers_of_workplaces_may_change_with_the_paper() -> None:
    places = ("Alberta Machine Intelligence Institute (Amii), Edmonton", "Northern Polytechnic, Edmonton")
    papers = [
        f"<div><h3>{title}</h3><div>Ada Fjord<sup>1</sup>, {PEOPLE[n + 1]}<sup>2</sup></div>"
        f"<div><sup>1</sup> {places[n % 2]}; <sup>2</sup> {places[1 - n % 2]}</div><p>{TEXTS[n]}</p></div>"
        for n, title in enumerate(TITLES)
    ]
    found = roundup(papers)
    assert [text for _, _, text in found] == list(TEXTS)
    assert [people.partition("*")[0].rpartition(", ")[2] for _, people, _ in found] == [
        "Ada Fjord",
        PEOPLE[2],
        "Ada Fjord",
        PEOPLE[4],
    ]


def test_what_a_jury_says_is_no_part_of_the_text_and_a_pill_says_who_is_whose() -> None:
    papers = [
        f"<article><h3>{title}</h3><ul><li><span>Ada Fjord</span> <span class=pill>Amii Fellow</span></li><li><span>{PEOPLE[n + 1]}</span></li></ul>"
        f"<div><p>{TEXTS[n]}</p></div><blockquote><p>“Simple, overdue and thoroughly checked.”</p><footer>From the jury</footer></blockquote>"
        f"<a href='https://openreview.net/forum?id={n}'>View paper</a></article>"
        for n, title in enumerate(TITLES)
    ]
    assert [(title, text) for title, _, text in roundup(papers)] == list(zip(TITLES, TEXTS, strict=True))
    assert all(people.startswith("Ada Fjord*") or "Ada Fjord *" in people for _, people, _ in roundup(papers))


def test_one_author_stands_between_what_looks_like_a_title_and_a_text() -> None:
    people = (
        "Ada Fjord (Amii), Bo Kettle (Amii) &amp; Cy Lantern",
        "Dag Meadow",
        "Ada Fjord &amp; Jon Vale (Amii)",
        "Eve Harbour, Ada Fjord",
    )
    papers = [
        f"<div><p><strong>{title}</strong><br>{people[n]}</p><p>{TEXTS[n]}</p><p><a href='https://openreview.net/forum?id={n}'>LINK TO PAPER</a></p></div>"
        for n, title in enumerate(TITLES)
    ]
    assert [(title, text) for title, _, text in roundup(papers)] == list(zip(TITLES, TEXTS, strict=True))
    assert roundup(papers)[1][1] == "Dag Meadow"


def test_a_paper_of_one_author_without_link_is_one_where_others_are_linked() -> None:
    papers = [
        f"<div><h3>{TITLES[n]}</h3><p>Ada Fjord{f', {PEOPLE[n]}' * (n != 1)}</p><p>{TEXTS[n]}</p>"
        f"{f'<p><a href=https://arxiv.org/abs/2605.0000{n}>Read the paper</a></p>' * (n != 1)}</div>"
        for n in range(4)
    ]
    assert [title for title, _, _ in roundup(papers)] == list(TITLES)


def test_somebody_who_is_introduced_between_papers_is_none() -> None:
    papers = [
        f"<div><h4>{title}</h4><p>Ada Fjord, {PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p><p><a href='https://openreview.net/forum?id={n}'>LINK TO PAPER</a></p></div>"
        for n, title in enumerate(TITLES)
    ]
    person = f"<div><h4>Meet the Fellow</h4><p>Gus Pond</p><p>{TEXTS[0]}</p><p>He came here ten years ago, and stayed for the owls.</p></div>"
    assert [title for title, _, _ in roundup([*papers, person])] == list(TITLES)


def test_marks_may_stand_before_the_names_they_belong_to() -> None:
    papers = [
        f"<div><h3>{title}</h3><p><sup>1</sup>Ada Fjord, <sup>2</sup>{PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p></div>"
        for n, title in enumerate(TITLES)
    ]
    assert [people.replace("¹", "").replace("²", "") for _, people, _ in roundup(papers)] == [
        f"Ada Fjord, {PEOPLE[n + 1]}" for n in range(4)
    ]


def test_a_title_without_a_heading_leads_a_list_of_people_where_all_titles_look_so() -> None:
    papers = [
        f"<div class=paper><p class='name t-5'>{title}</p><ul><li>Ada Fjord<sup>†</sup></li>{'' if n == 3 else f'<li>{PEOPLE[n + 1]}</li>'}</ul>"
        f"<div><p>{TEXTS[n]}</p></div><a href='https://openreview.net/forum?id={n}'>Link to paper</a></div>"
        for n, title in enumerate(TITLES)
    ]
    found = roundup(papers)
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [people.count(",") for _, people, _ in found] == [1, 1, 1, 0]


def test_some_of_the_people_of_a_line_may_be_set_bold() -> None:
    sign = "<span aria-hidden=true> · </span>"
    people = (
        f"<strong>Ada Fjord</strong>{sign}<span>Bo Kettle</span>{sign}<strong>Cy Lantern</strong>",
        f"<span>Dag Meadow</span>{sign}<strong>Eve Harbour</strong>",
        f"<strong>Ada Fjord</strong>{sign}<span>Pia Sund</span>",
        "<strong>Jon Vale</strong>",
    )
    papers = [
        f"<article><h3>{title}</h3><div class=who>{people[n]}</div><div><p>{TEXTS[n]}</p></div>"
        f"<a href='https://openreview.net/forum?id={n}'>Read the paper</a></article>"
        for n, title in enumerate(TITLES)
    ]
    found = roundup(["<p>Names in <strong>bold</strong> are affiliated with Amii.</p>", *papers])
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [people.count(" · ") for _, people, _ in found] == [2, 1, 1, 0]


def test_lists_of_people_may_stand_above_the_titles_of_labels_in_a_gallery() -> None:
    legend = "<p><span>◆</span> next to a name: this author is affiliated with Amii.</p>"
    papers = [
        f"<figure><div aria-hidden=true>0{n}</div><figcaption><ul><li>Ada Fjord <abbr>◆</abbr></li>{'' if n == 2 else f'<li>{PEOPLE[n + 1]}</li>'}</ul>"
        f"<p class=t><cite>{title}</cite></p><div><p>{TEXTS[n]}</p></div><p><a href='https://doi.org/10.5555/{n}'>View the paper</a></p></figcaption></figure>"
        for n, title in enumerate(TITLES)
    ]
    found = roundup([legend, "<header><h2>Main conference</h2></header>", *papers])
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [people.count(",") for _, people, _ in found] == [1, 1, 0, 1]


def links(n: int) -> str:
    return f"https://openreview.net/forum?id={n}"


def test_people_in_lists_may_write_several_papers() -> None:
    people = ("Ada Fjord", "Bo Kettle"), ("Ada Fjord", "Cy Lantern"), ("Bo Kettle",), ("Cy Lantern", "Ada Fjord")
    papers = [
        f"<div class=card><ul>{''.join(f'<li><span>{who}</span></li>' for who in people[n])}</ul><h3>{title}</h3><p>{TEXTS[n]}</p><a href='{links(n)}'>View paper</a></div>"
        for n, title in enumerate(TITLES)
    ]
    assert roundup(papers) == [(TITLES[n], ", ".join(people[n]), TEXTS[n]) for n in range(4)]


def test_papers_may_be_plain_paragraphs_led_by_a_bold_link() -> None:
    papers = [
        f"<p><a href='{links(n)}'><b>{title}</b></a></p><p><i><span>Ada Fjord</span></i><i><span>†, {PEOPLE[n + 1]}</span></i></p><p><span>{TEXTS[n]}</span></p><p>&nbsp;</p>"
        for n, title in enumerate(TITLES)
    ]
    head = "<p>The conference begins in three days.</p><p>† Amii Fellow, student or staff</p><h2>Conference papers</h2>"
    found = roundup(
        [
            f"{head}{papers[0]}{papers[1]}<h2>Workshop papers</h2>{papers[2]}{papers[3]}<p><a href='https://x.example'>Follow us</a></p>"
        ]
    )
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [people for _, people, _ in found] == [f"Ada Fjord*, {PEOPLE[n + 1]}" for n in range(4)]


def test_a_quotation_between_papers_is_part_of_none() -> None:
    quote = "<figure><blockquote><p>“The kettle does not wait for us.”</p><cite>Gus Pond, Amii Fellow</cite></blockquote></figure>"
    papers = [
        f"<h3>{title}</h3><p class=s>By Ada Fjord and {PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p><div><a href='{links(n)}'>Read the paper</a></div>{quote * (n == 1)}"
        for n, title in enumerate(TITLES)
    ]
    assert [(title, text) for title, _, text in roundup(papers)] == list(zip(TITLES, TEXTS, strict=True))
    assert all("Gus" not in people for _, people, _ in roundup(papers))


def test_numbered_papers_may_end_in_underlined_people() -> None:
    papers = [
        f"<table><tr><td class=t><span><strong><a href='https://x.example/{n}'>{n + 1}.&nbsp;{title}</a></strong></span><br><br>{TEXTS[n]}<br><br>"
        f"<span><u>Ada Fjord</u> &nbsp;|&nbsp; {PEOPLE[n + 1]}</span></td></tr></table>"
        for n, title in enumerate(TITLES)
    ]
    found = roundup(["<p>Underlined authors are affiliated with Amii.</p><h2>From the main track</h2>", *papers])
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))
    assert all(people.startswith("Ada Fjord*") and "*" not in people[10:] for _, people, _ in found)


def test_the_institute_may_be_one_of_several_workplaces_behind_a_name() -> None:
    papers = [
        f"<li><p><strong>{title}</strong> [<a href='{links(n)}'>pdf</a>]<br><em>Ada Fjord (University of Alberta, Amii), {PEOPLE[n + 1]} (KTH)</em></p><p>{TEXTS[n]}</p></li>"
        for n, title in enumerate(TITLES)
    ]
    found = roundup(["<ol>", *papers, "</ol>"])
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [people.count("*") for _, people, _ in found] == [1, 1, 1, 1]


def test_the_heading_of_a_section_ends_the_paper_above_it() -> None:
    papers = [
        f"<p>{title}</p><p>Ada Fjord*, {PEOPLE[n + 1]}</p><p>LINK TO PAPER</p>"
        + (f"<p>{TEXTS[n]}</p>" if n != 1 else "")
        for n, title in enumerate(TITLES)
    ]
    found = roundup([*papers[:2], "<h2>Workshop Papers</h2>", *papers[2:]])
    assert [(title, text) for title, _, text in found] == [
        (t, None if n == 1 else TEXTS[n]) for n, t in enumerate(TITLES)
    ]


def test_papers_that_name_nobody_have_drifted() -> None:
    papers = [
        f"<article><h3>{title}</h3><p>{TEXTS[n]}</p><a href='{links(n)}'>Link to paper</a></article>"
        for n, title in enumerate(TITLES)
    ]
    with pytest.raises(LayoutDrift, match="names anybody"):
        roundup(papers)


def test_people_may_stand_in_broken_lines_with_the_institutes_name_in_a_box() -> None:
    box = " <span class=box>Amii</span>"
    rows = [
        f"<tr><td>{n + 1}</td><td><a href='{links(n)}'>{title}</a></td><td>Ada Fjord{box}{'' if n == 1 else f'<br>{PEOPLE[n + 1]}'}</td><td>{TEXTS[n]}</td></tr>"
        for n, title in enumerate(TITLES)
    ]
    head = "<p>The label <span class=box>Amii</span> after a name marks people affiliated with Amii.</p><table><tr><th>No.</th><th>Paper</th><th>Team</th><th>In short</th></tr>"
    found = roundup([head, *rows, "</table>"])
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [people.count("*") for _, people, _ in found] == [1, 1, 1, 1]


@pytest.mark.parametrize("tag", ["nav", "aside"])
def test_links_to_the_papers_of_other_posts_are_no_sign_of_a_paper_that_was_lost(tag: str) -> None:
    papers = [
        f"<article><h3>{title}</h3><p>Ada Fjord*, {PEOPLE[n + 1]}</p><a href='{links(n)}'>Link to paper</a><p>{TEXTS[n]}</p></article>"
        for n, title in enumerate(TITLES)
    ]
    others = (
        f"<{tag}><h2>More of us</h2><ul><li>Last year's best <a href='{links(9)}'>Read the paper</a></li></ul></{tag}>"
    )
    assert [title for title, _, _ in roundup([*papers, others])] == list(TITLES)


def test_the_conference_is_told_by_the_lines_above_the_first_paper() -> None:
    papers = [
        f"<article><h3>{title}</h3><p>Ada Fjord*, {PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p></article>"
        for n, title in enumerate(TITLES)
    ]
    notes = "<p>* denotes Amii affiliation</p>" * 3
    html = f"<html><body><main><h1>A week of papers</h1>{notes}<p>We went to the International Conference on Machine Learning.</p>{''.join(papers)}</main></body></html>"
    page = AmiiPage(read(html.encode(), "https://www.amii.ca/updates-insights/a-week-of-papers-2025"), "amii")
    assert {raw.venue for raw in page.records(WHEN)} == {"International Conference on Machine Learning"}


def test_what_stands_behind_the_link_of_a_run_is_no_part_of_its_text() -> None:
    papers = [
        f"<h3>{title}</h3><p>Ada Fjord*, {PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p><p><a href='{links(n)}'>Paper</a></p>"
        for n, title in enumerate(TITLES)
    ]
    talk = "<p>Come and ask us about it in the great hall on the first day of the conference, or write to our team.</p>"
    found = roundup(["<h2>Main</h2>", *papers[:2], talk, "<h2>Workshops</h2>", *papers[2:], talk])
    assert [(title, text) for title, _, text in found] == list(zip(TITLES, TEXTS, strict=True))


def test_an_epilogue_is_no_part_of_the_last_paper_of_a_run() -> None:
    papers = [f"<h3>{title}</h3><p>Ada Fjord*, {PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p>" for n, title in enumerate(TITLES)]
    found = roundup(
        [
            *papers,
            "<p>We thank everybody who came to our stand, and look forward to the next conference in the spring.</p>",
        ]
    )
    assert [text for _, _, text in found] == list(TEXTS)


def test_a_list_of_people_behind_the_papers_is_told() -> None:
    papers = [
        f"<div><h3>{title}</h3><p>Ada Fjord, {PEOPLE[n + 1]}</p><p>{TEXTS[n]}</p></div>"
        for n, title in enumerate(TITLES)
    ]
    people = "<div><h3>Hands on Deck</h3><p>Ada Fjord, Gus Pond</p></div>"
    told = {raw.title: raw.flags for raw in records([*papers, people])}
    assert told == {**dict.fromkeys(TITLES, ()), "Hands on Deck": ("layout_unsure",)}


@pytest.mark.parametrize(
    ("style", "said"), [("text-decoration: underline;", "Underlined"), ("font-weight:700", "Bold")]
)
def test_a_style_marks_people_as_its_tag_does(style: str, said: str) -> None:
    papers = [
        f"<h4>{title}</h4><p><span style='color: red'><span style='{style}'>Ada Fjord</span>, {PEOPLE[n + 1]}</span></p><p>{TEXTS[n]}</p>"
        for n, title in enumerate(TITLES)
    ]
    found = records([f"<p>{said} names denote Amii affiliation.</p>", *papers])
    marked = [[a.affiliated for a in clean(raw, AmiiPage.institute).authors] for raw in found]
    assert marked == [[True, None]] * 4


def test_a_paper_without_text_is_parted_from_the_next() -> None:
    kinds = ("h3", "h3", "h3", "h4")
    papers = [
        f"<{kinds[n]}>{title}</{kinds[n]}><p>{'Gus Pond' if n == 2 else f'Ada Fjord*, {PEOPLE[n + 1]}'}</p>{f'<p>{TEXTS[n]}</p>' * (n != 1)}"
        for n, title in enumerate(TITLES)
    ]
    found = roundup([*papers[:3], "<h2>Workshop Papers</h2>", papers[3]])
    assert [(title, text) for title, _, text in found] == [(TITLES[n], TEXTS[n] if n != 1 else None) for n in range(4)]


def test_people_in_the_place_of_a_title_are_told() -> None:
    def new(n: int) -> str:
        return (
            f"<div class=card><div class=tag>{('Poster', 'Oral', 'Spotlight')[n]}</div><h3 class=name>{TITLES[n]}</h3>"
            f"<div class=who><strong>Ada Fjord</strong>{f', {PEOPLE[n]}' * (n < 2)}</div><div class=text>{TEXTS[n]}</div>"
            f"<a href='https://arxiv.org/abs/2605.0010{n}'><div>Read the paper</div></a></div>"
        )

    def old(n: int) -> str:
        return (
            f"<div class=old><p class=old-name><a href='https://arxiv.org/abs/2605.0020{n}'><span style='font-size:18px'>"
            f"{('Average Reward, Above-Average Effort', 'Notes from a Mine', 'Planning with Models')[n]}</span></a><br>"
            f"<b>{PEOPLE[n]}</b>, Teodor</p>{f'<p>{TEXTS[3]} Number {n}.</p>' * (n < 2)}</div>"
        )

    people = "<p>Names in bold are affiliated with Amii.</p>"
    found = records([people, f"<div>{''.join(map(new, range(3)))}</div>", "<h2>Workshops</h2>", *map(old, range(3))])
    assert all("title_unsure" in raw.flags for raw in found if "Teodor" in (raw.title or ""))


def test_a_title_in_bold_that_reads_like_people_leads_a_paper() -> None:
    kinds = ("<h3>{}</h3>", "<h3>{}</h3>", "<p><strong>{}</strong></p>", "<p><strong>{}</strong></p>")
    titles = (*TITLES[:3], "Hidden States & Visible Costs")
    papers = [
        f"{kinds[n].format(title)}<p>Ada Fjord*, {PEOPLE[n + 1]}</p><p><a href='https://openreview.net/forum?id={n}'>LINK TO PAPER</a></p>"
        f"<p>{TEXTS[n]}</p>"
        for n, title in enumerate(titles)
    ]
    assert [(title, text) for title, _, text in roundup(papers)] == list(zip(titles, TEXTS, strict=True))


@pytest.mark.parametrize("panel", ["nav class=panel", "div class=panel"])
def test_what_unfolds_below_a_title_is_no_menu(panel: str) -> None:
    tag = panel.split(maxsplit=1)[0]
    papers = [
        f"<div class=item><div class=head><div class=name>{title}</div><div class=who>{PEOPLE[n]}</div></div>"
        f"<{panel}><p>{TEXTS[n]}</p><a href='https://openreview.net/forum?id={n}'>Link to paper</a></{tag}></div>"
        for n, title in enumerate(TITLES)
    ]
    assert [(title, text) for title, _, text in roundup(papers)] == list(zip(TITLES, TEXTS, strict=True))


def test_a_menu_whose_entries_are_told_in_prose_is_one() -> None:
    told = f"<div class=name>Our Teams</div><div class=who>Ada Fjord, Bo Kettle</div><p>{TEXTS[0]}</p>"
    papers = [
        f"<div class=item><div class=name>{title}</div><div class=who>Bo Kettle, {PEOPLE[n]}</div><p>{TEXTS[n]}</p></div>"
        for n, title in enumerate(TITLES)
    ]
    menu = f"<header><nav>{''.join(f'<div class=item>{told}</div>' for _ in range(3))}</nav></header>"
    assert [title for title, _, _ in roundup([menu, *papers])] == list(TITLES)


def test_a_paper_whose_people_do_not_read_as_names_stands_among_the_others() -> None:
    people = ("Ada Fjord, Bo Kettle", "Dag Meadow, Eve Harbour", "Ulf Winter, Pia Sund, Ji-woo", "Jon Vale, Bo Kettle")
    papers = [
        f"<section><h3>{title}</h3><p class=who>{people[n]}</p><p>{TEXTS[n]}</p></section>"
        for n, title in enumerate(TITLES)
    ]
    assert roundup(papers) == list(zip(TITLES, people, TEXTS, strict=True))


PAIRS = ("Ada Fjord, Bo Kettle", "Dag Meadow, Eve Harbour", "Ulf Winter, Pia Sund", "Jon Vale, Bo Kettle")


@pytest.mark.parametrize("empty", ["<p><span><br></span></p>", "<p>&nbsp;</p>", "<hr>"])
def test_what_stands_behind_an_empty_paragraph_ends_the_page(empty: str) -> None:
    first = TEXTS[0].replace(". ", ".</p><p>", 1)
    papers = [
        f"<h4>{title}</h4><p><em>{PAIRS[n]}</em></p><p>{first if n == 0 else TEXTS[n]}</p>"
        for n, title in enumerate(TITLES)
    ]
    found = roundup([*papers, f"{empty}<p>See you in San Diego!</p>"])
    assert found[-1] == (TITLES[3], PAIRS[3], TEXTS[3])


@pytest.mark.parametrize(
    "aside", ["<figure><img src=a.jpg><figcaption>{}</figcaption></figure>", "<blockquote>{}</blockquote>"]
)
def test_pictures_and_quotations_between_papers_are_no_doubt(aside: str) -> None:
    said = aside.format("A tent full of thermometers, seen from above, in the last and longest June of the project.")
    papers = [
        f"<section><h4>{title}</h4><p><em>{PAIRS[n]}</em></p><p>{TEXTS[n]}</p></section>{said * (n == 1)}"
        for n, title in enumerate(TITLES)
    ]
    assert not any(raw.flags for raw in records(papers))
