"""Lists of publications as people design them by hand, one small page each."""

import pytest

from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.clean import clean
from tests.pages.test_misread import TEXTS, TITLES, linked, read, text

DESIGNS = {
    "labels": "<h3>{t}</h3><p><b>Authors:</b> {who}</p><p><b>Venue:</b> {v}</p><p><b>Date:</b> {d}</p><p><b>Abstract:</b> {x}</p>",
    "rules between": "<p><b>{t}</b></p><p>{who}</p><p><i>{v}</i> — {d}</p><p>{x}</p><hr>",
    "dashes": "<li><a href='{u}'>{t}</a> — {who} — {v}, {d}<details><summary>Abstract</summary>{x}</details></li>",
    "terms": "<dt>{t}</dt><dd>{who}</dd><dd>{v}</dd><dd>{d}</dd><dd>{x}</dd>",
    "two rows": "<tr><td>{d}</td><td><a href='{u}'>{t}</a><br>{who}<br><small>{v}</small></td></tr><tr><td></td><td>{x}</td></tr>",
    "text first": "<article><p>{x}</p><h3>{t}</h3><p>{who}</p><p>{d} | {v}</p></article>",
    "items below": "<h3>{t}</h3><ul><li>{who}</li><li>{v}</li><li>{d}</li></ul><p>{x}</p>",
    "columns": "<tr><td>{n}</td><td><b>{t}</b></td><td>{who}</td><td>{v}</td><td>{d}</td><td>{x}</td></tr>",
    "facts above": "<div><span>{d}</span> <span>{v}</span><div><a href='{u}'><b>{t}</b></a></div><div>{who}</div><div>{x}</div></div>",
    "breaks": "<p><a href='{u}'>{t}</a><br>by {who}<br>in <i>ICLR</i> (poster), {d}<br>{x}</p>",
    "day behind the title": "<p><a href='{u}'>{t}</a> ({d}). {who}. <i>ICLR</i> (poster).</p><p>{x}</p>",
    "day behind the people": "<p>{who} ({d}). <a href='{u}'>{t}</a>. <i>ICLR</i> (poster).</p><p>{x}</p>",
    "day in the heading": "<h4>{t} <small>{d}</small></h4><p>{who} · {v}</p><p>{x}</p>",
    "caption": "<figure><figcaption><h3>{t}</h3><p>{who}</p><p>{v}, {d}</p><p>{x}</p></figcaption></figure>",
    "unfolding": "<details><summary>{t} — {who}</summary><p>{v}, {d}</p><p>{x}</p></details>",
    "people first": "<p>{who}.<br><strong>{t}</strong><br><span>{v}, {d}</span></p><p>{x}</p>",
}
AROUND = {"dashes": "ul", "terms": "dl", "two rows": "table", "columns": "table"}


@pytest.mark.parametrize("marked", [False, True], ids=["whole texts", "see-more markers"])
@pytest.mark.parametrize("name", DESIGNS)
def test_a_design_is_read(name: str, *, marked: bool) -> None:
    cards = [
        DESIGNS[name].format(
            who=f"{linked(n)}, Cy Lantern", t=title, d=f"2026-05-0{n + 1}", v="ICLR (poster)", n=n + 1,
            x=text(n) if marked else TEXTS[n], u=f"https://openreview.net/forum?id={n}",
        )
        for n, title in enumerate(TITLES)
    ]  # fmt: skip
    tag = AROUND.get(name, "div")
    found = [clean(raw, MilaPage.institute) for raw in read([f"<{tag}>{''.join(cards)}</{tag}>"])]
    assert [(p.title, p.abstract) for p in found] == list(zip(TITLES, TEXTS, strict=True))
    assert [(p.date_printed, p.venue, p.status) for p in found] == [
        (f"2026-05-0{n}", "ICLR", "poster") for n in range(1, 5)
    ]
    assert [[a.name for a in p.authors][1:] for p in found] == [["Cy Lantern"]] * 4
    assert not any({*p.flags} & {"layout_unsure", "title_unsure", "authors_unsure", "status_unsure"} for p in found)
