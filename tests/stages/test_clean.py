from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubcrawl.items import FLAGS, Author, Link, Publication, Span
from pubcrawl.pages.mila import MilaPage
from pubcrawl.stages.clean import clean
from pubcrawl.stages.identity import content_hash
from pubcrawl.stages.validate import problems
from pubcrawl.text.prose import clean_prose
from tests.records import MakeRaw

ABSTRACT = (
    "Barn owls line their nests with pellets, and heavier nests keep \\emph{owlets} warm for longer in cold "
    "barns, by 12.5\\% on average; the **effect** grows with the thickness of the straw."
)
SERVED = ABSTRACT[:140] + "… (see more)" + ABSTRACT[140:]
CLEAN_ABSTRACT = (
    "Barn owls line their nests with pellets, and heavier nests keep owlets warm for longer in cold "
    "barns, by 12.5% on average; the effect grows with the thickness of the straw."
)
PROFILE = "https://mila.quebec/en/directory/ann-bee"


def test_a_whole_record(make_raw: MakeRaw) -> None:
    raw = make_raw(
        title=" Heavier Nests\nKeep Barn~Owls Warm ",
        authors=(Span(text="Ann Bee", href=PROFILE), Span(text="\n"), Span(text="Cy Dee")),
        abstract=SERVED,
        date="2026-03-01",
        venue="Owls @ International Conference on Learning Representations (Accept (Poster))",
        links=(Span(text="Paper", href="https://arxiv.org/abs/2502.01234v2"), Span(text="Ann", href=PROFILE)),
    )
    made = clean(raw, MilaPage.institute)
    assert made == Publication(
        id=made.id,
        work_id=made.id,
        site="mila_en",
        institute="mila",
        title="Heavier Nests Keep Barn Owls Warm",
        abstract=CLEAN_ABSTRACT,
        authors=(
            Author(name="Ann Bee", profile_url=PROFILE, affiliated=True, family="Bee", given="Ann"),
            Author(name="Cy Dee", family="Dee", given="Cy"),
        ),
        published=date(2026, 3, 2),
        published_precision="day",
        venue="International Conference on Learning Representations",
        workshop="Owls",
        venue_key="ICLR",
        status="poster",
        status_raw="Accept (Poster)",
        doi=None,
        arxiv_id="2502.01234",
        openreview_id=None,
        url="https://arxiv.org/abs/2502.01234",
        links=(Link(kind="arxiv", url="https://arxiv.org/abs/2502.01234"),),
        page_language="en",
        source_url=raw.source_url,
        source_kind="listing",
        flags=(),
        fetched_at=raw.fetched_at,
        first_seen=raw.fetched_at,
        last_seen=raw.fetched_at,
        last_changed=raw.fetched_at,
        content_hash=content_hash(made),
        date_printed="2026-03-01",
    )
    assert len(made.id) == 32
    assert problems(made) == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            {"title": " \u200b ", "abstract": "Owls fly."}, {"title": None, "flags": ("title_missing",)}, id="title"
        ),
        pytest.param({"title": "Owls", "abstract": " \n"}, {"abstract": None, "flags": ()}, id="empty is none"),
        pytest.param(
            {"title": "Owls", "abstract": "Owls fly.", "flags": ("abstract_repeated",)},
            {"abstract": None, "flags": ("abstract_repeated",)},
            id="repeated abstract is taken away",
        ),
        pytest.param(
            {"title": "Owls", "abstract": "Owls fly", "date": "2025-12-31", "venue": "Owl Days (lightning talk)"},
            {"flags": ("abstract_unfinished", "date_placeholder", "status_unknown")},
            id="flags are sorted",
        ),
        pytest.param(
            {"title": "Tax Law for Coastal Towns", "abstract": "Owls fly."}, {"flags": ()}, id="playful title"
        ),
        pytest.param({"title": "Owls", "page_language": ""}, {"page_language": None}, id="page language"),
        pytest.param(
            {
                "title": "Owls",
                "venue": "International Conference on Learning Representations",
                "section": "Accepted Papers",
            },
            {"status": "accepted", "status_raw": "Accepted Papers"},
            id="section",
        ),
    ],
)
def test_fields(make_raw: MakeRaw, given: dict[str, Any], expected: dict[str, Any]) -> None:
    made = clean(make_raw(**given), MilaPage.institute)
    assert {name: getattr(made, name) for name in expected} == expected


def test_an_undefined_flag_is_a_bug(make_raw: MakeRaw) -> None:
    with pytest.raises(KeyError, match="no_such_flag"):
        clean(make_raw(title="Owls", flags=("no_such_flag",)), MilaPage.institute)


PIECES = st.sampled_from(
    [
        "\\emph{",
        "}",
        "**",
        "*",
        "~",
        "$",
        "%",
        "\\",
        "… (see more)",
        "\\'",
        "e",
        "\u0301",
        "\u200b",
        "Ã©",
        " ",
        ",",
        "owl",
        "\\alpha",
        "{",
        "\ufffd",
        "&lt;",
        "\x02",
        "\x03",
        "1",
        ";",
    ]
)
FIELDS = ("title", "abstract", "date", "venue", "section")
REPEATABLE = settings(deadline=None, derandomize=True, database=None, max_examples=300)
NEVER = {"bad_author", "bad_url", "control_character", "empty_text"}
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=30).map("".join))


@REPEATABLE
@given(TEXTS)
def test_cleaning_clean_prose_changes_nothing(text: str) -> None:
    once = clean_prose(text).text
    assert clean_prose(once).text == once


@REPEATABLE
@given(
    st.fixed_dictionaries({n: st.none() | TEXTS for n in FIELDS}),
    TEXTS,
    TEXTS,
)
def test_any_text_makes_a_sound_record(make_raw: MakeRaw, texts: dict[str, str | None], names: str, href: str) -> None:
    spans = (
        Span(text=names),
        Span(text="\n"),
        Span(text=names, href=href),
        Span(text="x", href="https://a.org/" + href),
    )
    raw = make_raw(**texts, authors=spans, links=spans)
    made = clean(raw, MilaPage.institute)
    assert clean(raw, MilaPage.institute) == made
    assert "" not in [getattr(made, f.name) for f in fields(made)]
    assert list(made.flags) == sorted({*made.flags})
    assert {*made.flags} <= FLAGS.keys()
    for author in made.authors:
        assert author.name == author.name.strip()
        assert not {*author.name} & {*"*,;"}
    assert not {*problems(made)} & NEVER


def test_the_same_page_twice_gives_the_same_record(make_raw: MakeRaw) -> None:
    raw = make_raw(title="Owls", abstract=SERVED)
    assert clean(raw, MilaPage.institute) == clean(replace(raw), MilaPage.institute)
