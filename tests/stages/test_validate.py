from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pubcrawl.items import Author, Link
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.clean import clean
from pubcrawl.stages.validate import problems
from tests.records import MakeRaw


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ()),
        ({"title": None}, ()),
        ({"abstract": None}, ()),
        ({"title": None, "abstract": None}, ("no_title_no_abstract",)),
        ({"title": "x" * 500}, ()),
        ({"title": "x" * 501}, ("title_too_long",)),
        ({"title": "… (voir plus)"}, ("marker_left", "title_is_marker")),
        ({"abstract": "Owls… (see more) fly."}, ("marker_left",)),
        ({"abstract": "Owls… (see more) fly.", "flags": ("abstract_second_marker",)}, ()),
        ({"title": "Owls… (see more)", "flags": ("abstract_second_marker",)}, ("marker_left",)),
        ({"title": "LINK TO PAPER"}, ("furniture",)),
        ({"abstract": "Owls fly. Learn more about the researchers"}, ("furniture",)),
        ({"venue": "Paramètre des cookies"}, ("furniture",)),
        ({"authors": (Author(name="Multimedia Player"),)}, ("furniture",)),
        ({"title": "Ann Bee, Cy Dee"}, ("title_is_author_line",)),
        ({"published": date(2028, 4, 2)}, ()),
        ({"published": date(2028, 4, 6)}, ("date_in_future",)),
        ({"url": "javascript:x"}, ("bad_url",)),
        ({"links": (Link(kind="page", url="ftp://x"),)}, ("bad_url",)),
        ({"authors": (Author(name="Ann Bee", profile_url="/x"),)}, ("bad_url",)),
        ({"authors": (Author(name="Ann Bee*"),)}, ("bad_author",)),
        ({"authors": (Author(name="Bee, Ann"),)}, ("bad_author",)),
        ({"authors": (Author(name="x" * 121),)}, ("bad_author",)),
        ({"authors": (Author(name=""),)}, ("bad_author", "empty_text")),
        ({"title": ""}, ("empty_text", "title_is_marker")),
        ({"title": "Ow\x07ls"}, ("control_character",)),
        ({"abstract": "Ow\ud800ls"}, ("control_character",)),
    ],
    ids=str,
)
def test_problems(make_raw: MakeRaw, change: dict[str, Any], reasons: tuple[str, ...]) -> None:
    sound = replace(
        clean(make_raw(title="Owls of the North", abstract="Owls fly north."), MilaPage.institute),
        authors=(Author(name="Ann Bee"), Author(name="Cy Dee")),
    )
    assert problems(replace(sound, **change)) == reasons
