"""From bytes to blocks: every character a reader could be shown, on the line a reader would see it on."""

import subprocess
import sys

import pytest

from pubcrawl.pages.body import read
from pubcrawl.pages.document import NotAPage

URL = "https://mila.quebec/en/research/publications"


def lines(html: str) -> list[str]:
    return [b.text for b in read(f"<html><body>{html}</body></html>".encode(), URL).blocks]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Nano<b>3D</b> of α<sub>5</sub>β<em>1</em></p>", ["Nano3D of α5β1"]),
        ("<p>one<br>two</p><p>three</p>", ["one", "two", "three"]),
        ("<div>a<script>no</script>b<style>no</style>c<!-- no -->d</div>", ["abcd"]),
        ("<div>a<noscript>no</noscript> b<template>no</template></div>", ["a b"]),
        ("<p>x <span style='display:none'>hidden</span> y</p>", ["x hidden y"]),
        ("<p>wo<wbr>rd and half\u00adword</p>", ["word and half\u00adword"]),
        ("<p>\n   a line\n   that goes on\n</p>", ["a line that goes on"]),
        ("<ul><li>a<li>b</ul>", ["a", "b"]),
        ("<button>Accept</button><p>text</p>", ["text"]),
        (
            "<p>cost <math><mi>n</mi><annotation encoding='application/x-tex'>n^2</annotation></math> here</p>",
            ["cost n^2 here"],
        ),
        ("<p>cost <math><mi>n</mi><mo>+</mo><mn>1</mn></math>.</p>", ["cost n+1."]),
        ("<p>cost <script type='math/tex'>n^2</script>.</p>", ["cost $n^2$."]),
        ("<p>&lt;b&gt; &amp; &eacute;</p>", ["<b> & é"]),
        ("<h3>t</h3>bare<p>p</p>tail", ["t", "bare", "p", "tail"]),
        ("<p>a <i aria-hidden='true'>event</i>b</p>", ["a b"]),
        ("<p>a <span aria-hidden='true'>folded text</span></p>", ["a folded text"]),
        ("<p>cut he… (see more)<span aria-hidden='true'>re.</span></p>", ["cut he… (see more)re."]),
        ("<p>a… <button>(see more)<i aria-hidden='true'>expand_more</i></button>b</p>", ["a… (see more)b"]),
        ("<p>a… (<a href='#'>see more</a>)<span>b</span></p>", ["a… (see more)b"]),
        ("<p>a… <a href='#'>see more</a><span>b</span></p>", ["a… … (see more)b"]),
        ("<p>a</p><pre>@article{x, title = {T}}</pre><pre>code</pre>", ["a", "code"]),
        ("<p><a href='/en/directory/x'><img alt='Ann Bee'></a></p>", ["Ann Bee"]),
        ("<p><a href='/en/directory/x'><img alt='Portrait'>Ann Bee</a></p>", ["Ann Bee"]),
        (
            "<p>cost <span><span><math><mi>n</mi></math></span><span aria-hidden='true'><b>n</b></span></span> here</p>",
            ["cost n here"],
        ),
        ("<p>cost <mjx-container><math><mi>n</mi></math></mjx-container> here</p>", ["cost n here"]),
        ("<p><time>2026-03-01</time><em>ICLR (poster)</em></p>", ["2026-03-01", "ICLR (poster)"]),
        ("<p>ICLR (poster) · 2026-03-01</p>", ["ICLR (poster)", "2026-03-01"]),
        ("<p>Ann Bee, Cy Dee · 2026-03-01</p>", ["Ann Bee, Cy Dee", "2026-03-01"]),
        ("<p>write to ada@example.org</p>", ["write to [e-mail]"]),
        (
            "<p><b>2026-03-01</b> was the day on which we met again, as everybody knows.</p>",
            ["2026-03-01 was the day on which we met again, as everybody knows."],
        ),
        ("<p>cut he… (see more)</p><div> re, and on</div>", ["cut he… (see more)", " re, and on"]),
        ("<p>cut he… (see more)</p>\n<div>\n  re</div>", ["cut he… (see more)", "re"]),
        ("<div>a<x-toggle><span>… </span>(see more)</x-toggle>b</div>", ["a… (see more)b"]),
        ("<div>a<details><summary>… (see more)</summary>b</details></div>", ["a… (see more)b"]),
        ("<h3><button>A Title</button></h3><p><button>Cite</button></p>", ["A Title"]),
        ("<p>a… (see more)b <span hidden>(see less)</span></p>", ["a… (see more)b"]),
        ("<p>A Venue <b>12 citations</b></p>", ["A Venue", "12 citations"]),
        ("<p><span>A Title</span><span>ICLR (poster)</span></p>", ["A Title", "ICLR (poster)"]),
        ("<p><span>ICLR</span> <span>(poster)</span></p>", ["ICLR (poster)"]),
        ("<p>a</p><p>●</p>", ["a"]),
        ("", []),
    ],
)
def test_lines(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


def test_links_are_absolute_and_toggles_lead_nowhere() -> None:
    html = "<p><a href='/en/directory/x'>X</a>, <a href='#'>y</a>, <a href='javascript:z()'>z</a></p>"
    (block,) = read(f"<html><body>{html}</body></html>".encode(), URL).blocks
    assert block.hrefs == ("https://mila.quebec/en/directory/x",)
    assert block.text == "X, y, z"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<p>déjà — l’été</p>".encode(), "text/html; charset=utf-8"),
        ("<p>déjà — l’été</p>".encode(), "text/html; charset=iso-8859-1"),
        ("<p>déjà — l’été</p>".encode("cp1252"), "text/html; charset=windows-1252"),
        ("<meta charset='windows-1252'><p>déjà — l’été</p>".encode("cp1252"), None),
        ("<p>déjà — l’été</p>".encode("utf-16"), "text/html"),
        (b"\xef\xbb\xbf" + "<p>déjà — l’été</p>".encode(), None),
    ],
    ids=["utf-8", "utf-8 declared latin-1", "cp1252", "cp1252 in meta", "utf-16", "utf-8 with mark"],
)
def test_the_text_survives_its_encoding(body: bytes, content_type: str | None) -> None:
    assert [b.text for b in read(body, URL, content_type).blocks] == ["déjà — l’été"]


def test_binary_is_no_page() -> None:
    with pytest.raises(NotAPage, match="binary"):
        read(bytes(range(32)) * 50, URL)


def test_plain_text_is_a_block_a_line_and_knows_its_gaps() -> None:
    document = read(b"one\n\n  two  \nthree", URL)
    assert [(b.text, b.gap) for b in document.blocks] == [("one", False), ("two", True), ("three", False)]
    assert document.structured is False


def test_what_a_page_says_of_itself() -> None:
    head = "<title>A</title><meta property='og:title' content='A longer'>"
    document = read(f"<html lang='fr-CA'><head>{head}</head><body><p>x</p></body></html>".encode(), URL)
    assert (document.language, document.title) == ("fr", "A longer")


def test_deep_nesting_neither_crashes_nor_hangs() -> None:
    assert lines("<div>" * 1500 + "deep" + "</div>" * 1500)[-1:] == ["deep"]


def test_pages_and_stages_know_no_engine() -> None:
    code = (
        "import sys, pkgutil, importlib, pubcrawl.pages, pubcrawl.stages\n"
        "for p in (pubcrawl.pages, pubcrawl.stages):\n"
        "    [importlib.import_module(f'{p.__name__}.{m.name}') for m in pkgutil.iter_modules(p.__path__)]\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('scrapy', 'twisted', 'pyarrow')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_line_has_the_time_of_the_element_around_it() -> None:
    html = b"<html><body><p><time datetime='2026-03-02T03:00Z'>2026-03-01</time></p><p>other</p></body></html>"
    assert [block.datetime for block in read(html, URL).blocks] == ["2026-03-02T03:00Z", None]


ENTRIES = [f"Entry {chr(65 + i)}{chr(97 + i)}" for i in range(20)]
MENU = "".join(f"<li><a href='/en/{i}'>{text}</a></li>" for i, text in enumerate(ENTRIES))


def test_a_long_menu_is_read_as_far_as_it_takes_to_see_one() -> None:
    document = read(f"<html><body><nav><ul>{MENU}</ul></nav>tail<p>behind</p></body></html>".encode(), URL)
    assert [b.text for b in document.blocks] == [*ENTRIES[:12], "tail", "behind"]
    assert [a.text for a in document.anchors] == ENTRIES


@pytest.mark.parametrize("cue", ["2026-03-01", "ICLR (poster)", "<a href='/en/directory/ann-bee'>Ann Bee</a>"])
def test_a_navigation_with_a_cue_is_read_to_its_end(cue: str) -> None:
    assert len(lines(f"<nav><ul>{MENU}<li>{cue}</li></ul></nav>")) == len(ENTRIES) + 1


def test_what_stands_in_a_head_that_nobody_closed_is_read() -> None:
    page = read(
        b"<!doctype html><html lang=en><title>T</title><header><a href=/>Amii</a></header><p>text", "https://x.org/"
    )
    assert [block.text for block in page.blocks] == ["Amii", "text"]


def test_a_component_is_read_as_browsers_draw_it() -> None:
    """The parts of its own stand where its template has slots; one that nothing is put into keeps what it holds."""
    inner = "<x-fold><template shadowrootmode=open><div><slot></slot></div><button>Fold</button></template><slot></slot></x-fold>"
    html = (
        f"<x-card>lead <template shadowrootmode=open><h3><slot name=t>untitled</slot></h3>{inner}<p><slot name=w>by nobody</slot></p>"
        "</template><p>body</p><b slot=t>a title</b><i slot=lost>lost</i></x-card><template><slot>no</slot></template>"
    )
    assert lines(html) == ["a title", "lead", "body", "by nobody"]


def test_components_inside_components_take_no_longer_than_they_are_many() -> None:
    html = "<x-a><template shadowrootmode=open><slot></slot></template>" * 600 + "end" + "</x-a>" * 600
    assert lines(html) == ["end"]
