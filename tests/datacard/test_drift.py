"""What lies in `exports/` is what the code says, and what the code says hangs together."""

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from pubcrawl.datacard import files
from pubcrawl.datacard.__main__ import main
from pubcrawl.datacard.card import ENGLISH, FRENCH, Words
from pubcrawl.datacard.dataset import VALUES
from pubcrawl.items import FLAGS, Link
from pubcrawl.release.tables import TABLES
from pubcrawl.settings import PUBCRAWL_LINK_RECORDS

ROOT = Path(__file__).parents[2]
EXPORTS = ROOT / "exports"
NAMES = ["README.md", "publications.schema.json", "works.schema.json", "datapackage.json", "croissant.json"]
COLUMNS = [column for table in TABLES.values() for column in table.columns]


@pytest.mark.parametrize("name", NAMES)
def test_committed_file_is_what_the_code_says(name: str) -> None:
    path = EXPORTS / name
    committed = path.read_bytes() if path.exists() else b""
    assert committed == files()[name], "run: python -m pubcrawl.datacard --output exports/"


def test_the_command_writes_the_files(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--output", str(tmp_path / "new")])
    assert (result.exit_code, result.output.split()) == (0, [str(tmp_path / "new" / name) for name in NAMES])
    assert {p.name: p.read_bytes() for p in (tmp_path / "new").iterdir()} == files()


def test_an_installed_package_holds_the_texts_of_the_card() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (pattern,) = project["tool"]["setuptools"]["package-data"]["pubcrawl.datacard"]
    found = sorted(path.name for path in (ROOT / "pubcrawl" / "datacard").glob(pattern))
    assert found == sorted(f"card.{words.code}.md" for words in (ENGLISH, FRENCH))


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_every_flag_has_a_meaning(words: Words) -> None:
    assert all(said[words.code] for said in FLAGS.values())
    assert {code for said in FLAGS.values() for code in said} == {"en", "fr"}


def test_the_french_meanings_are_not_the_english_ones() -> None:
    assert [flag for flag, said in FLAGS.items() if said["en"] == said["fr"]] == []


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_the_card_tells_every_column_and_flag_once(words: Words) -> None:
    card = files()["README.md"].decode().split(f"\n# {words.name}\n")[1].split("\n# ")[0]
    told = re.findall(r"^\| `(\w+)` \|", card, re.MULTILINE)
    assert told == [c.name for c in COLUMNS] + list(FLAGS)
    for column in COLUMNS:
        assert f"| {column.metadata[words.code]} |" in card


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_each_table_is_told_with_its_files_and_its_columns(words: Words) -> None:
    card = files()["README.md"].decode().split(f"\n# {words.name}\n")[1].split("\n# ")[0]
    sections = dict(re.findall(r"^### (\w+)\n\n(.*?)(?=\n#|\Z)", card, re.MULTILINE | re.DOTALL))
    assert list(sections) == list(TABLES)
    for name, table in TABLES.items():
        told = ", ".join(f"`{path}`" for path in table.files)
        assert sections[name].startswith(f"{told}. {table.meaning[words.code]}\n")
        assert re.findall(r"^\| `(\w+)` \|", sections[name], re.MULTILINE) == [c.name for c in table.columns]


def test_the_card_says_from_how_many_records_on_nothing_is_linked() -> None:
    card = files()["README.md"].decode()
    assert PUBCRAWL_LINK_RECORDS == 200_000
    assert "Above 200,000 records (the setting `PUBCRAWL_LINK_RECORDS`)" in card
    assert "Au-delà de 200\u00a0000 notices (le réglage `PUBCRAWL_LINK_RECORDS`)" in card


@pytest.mark.parametrize("name", TABLES)
def test_the_french_meaning_of_a_table_is_not_the_english_one(name: str) -> None:
    assert TABLES[name].meaning["fr"] != TABLES[name].meaning["en"]


@pytest.mark.parametrize(
    "row",
    [
        "| `site` | text | never | Site the record was read on. |",
        "| `title` | text | may be | Title, cleaned. |",
        "| `title` | texte | parfois | Titre, nettoyé. |",
        (
            "| `authors` | list of (`name`: text; `profile_url`: text or null; `affiliated`: boolean or null; "
            "`family`: text or null; `given`: text or null) | never "
            "| Authors in page order. |"
        ),
        (
            "| `links` | liste de (`kind`: `doi`, `arxiv`, `openreview`, `pdf`, `code`, `page`; `url`: texte) | jamais "
            "| Tous les liens vers le travail. |"
        ),
        "| `flags` | list of text | never | Named doubts about the record, sorted. |",
        (
            "| `locations` | list of (`record_id`: text; `site`: text; `url`: text or null; `source_url`: text; "
            "`language`: text; `removed_at`: time, UTC, microseconds or null) | never "
            "| All records of the work, the one that speaks for it first. |"
        ),
        "| `titles` | liste de (`language`: texte; `title`: texte) | jamais | Titres, un par langue, triés par langue. |",
        "| `score` | nombre (32 bits) | jamais | Force de cet indice, de 0 à 1. |",
    ],
)
def test_a_row_tells_type_and_absence(row: str) -> None:
    assert row in files()["README.md"].decode().splitlines()


def test_both_languages_have_the_same_sections() -> None:
    headings = [re.findall(r"^(#+) ", words.card, re.MULTILINE) for words in (ENGLISH, FRENCH)]
    assert headings[0] == headings[1]
    assert [p.count("`") for p in ENGLISH.card.split("\n\n")] == [p.count("`") for p in FRENCH.card.split("\n\n")]


TOLD = {
    "published_precision": r"(?:: |, | or )(\w+)",
    "status": r"(?:^|, | or )(\w+)",
    "language_basis": r"(?:: |, | or )(\w+)",
    "source_kind": r"(?:^|, | or )(\w+)",
    "tier": r"(\d) ",
    "reason": r"(\w+): ",
    "op": r"(?:^|, )(?:or )?(\w+)",
}
"""How the meaning of a column names the values it takes."""


@pytest.mark.parametrize("column", [c for c in VALUES if c not in ("flags", "links.kind")])
def test_the_values_of_a_column_are_those_its_meaning_names(column: str) -> None:
    meanings = {c.metadata["en"] for c in COLUMNS if c.name == column}
    for meaning in meanings:
        assert sorted(re.findall(TOLD[column], meaning)) == sorted(map(str, VALUES[column]))
    assert meanings


def test_the_kinds_of_a_link_are_those_its_docstring_names() -> None:
    assert list(VALUES["links.kind"]) == re.findall(r"`(\w+)`", Link.__doc__ or "")
