"""Each markup says the same: what the authoring program renders is what it was given."""

import re
from html import unescape

import pytest

from tests.authoring.abstracts import CUT, MARKER, Fold, Toggle, folded
from tests.authoring.markups import MARKUPS, TOGGLES
from tests.authoring.publications import InventedPublication, publications
from tests.authoring.reading import text_of
from tests.authoring.roundups import ROUNDUP_MARKUPS, ROUNDUPS, RoundupMarkup, render_roundup


@pytest.mark.parametrize("toggle", TOGGLES)
@pytest.mark.parametrize("entry", publications("mila_fr"), ids=lambda p: p.key)
def test_the_marker_stands_after_exactly_140_code_points(entry: InventedPublication, toggle: Toggle) -> None:
    markup = folded(entry, fold=Fold(), language="en", toggle=toggle)
    if entry.abstract is None or markup is None:
        assert markup is entry.abstract
        return
    tex = re.sub(r"<math>.*?<annotation[^>]*>(.*?)</annotation></semantics></math>", r"\1", markup)
    shown = unescape(re.sub(r"<[^>]+>", "", tex.replace("<br>", "\n")))
    visible, marker, rest = shown.partition(MARKER["en"])
    assert bool(marker) == (toggle != "script" and len(entry.abstract) > CUT)
    assert visible + rest == entry.abstract
    assert len(visible) == CUT or not marker


@pytest.mark.parametrize("toggle", TOGGLES)
@pytest.mark.parametrize("name", MARKUPS)
def test_each_markup_prints_every_publication(name: str, toggle: Toggle) -> None:
    chosen = publications("mila_en")
    html = MARKUPS[name](chosen, language="en", toggle=toggle)
    for entry in chosen:
        for author in entry.authors:
            assert f">{author.name}<" in html or author.name in text_of(html)
        assert entry.title is None or entry.title in text_of(html)
        assert entry.venue_line is None or entry.venue_line in text_of(html)
    assert html.count(MARKER["en"]) == (0 if toggle == "script" else sum(len(p.abstract or "") > CUT for p in chosen))


@pytest.mark.parametrize("name", ["plain", "breaks", "flat", "definitions", "spans", "table", "items"])
def test_markups_without_classes_have_none(name: str) -> None:
    html = MARKUPS[name](publications("mila_en"), language="en", toggle="text", furniture=False)
    assert "class=" not in html.split("<h1>")[1]


def test_hashed_classes_differ_on_each_card() -> None:
    html = MARKUPS["hashed"](publications("mila_en"), language="en", toggle="spans", furniture=False)
    found = re.findall(r'class="(css-\w+)"', html)
    assert len(set(found)) == len(found) > 200


@pytest.mark.parametrize("markup", ROUNDUP_MARKUPS)
def test_each_roundup_markup_prints_every_paper(markup: RoundupMarkup) -> None:
    for roundup in ROUNDUPS:
        chosen = publications(roundup.key)
        text = render_roundup(chosen, markup=markup, roundup=roundup)
        shown = text if markup == "text" else text_of(text)
        for paper in chosen:
            assert paper.title
            assert paper.title in shown
            assert paper.authors_line
            assert paper.authors_line in shown
        assert shown.count("LINK TO PAPER") == len(chosen)
