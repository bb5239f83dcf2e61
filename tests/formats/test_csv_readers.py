"""The CSV read by the snippets of `docs/how-to/open-the-csv.md`: identifiers and titles stay the text they are."""

import csv as stdlib
import re
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]  # publishes no types
import pytest

from pubcrawl.formats import csv
from tests.conftest import ROOT
from tests.records import publication

SNIPPETS = re.findall(
    r"```python\n(.*?)```", (ROOT / "docs/how-to/open-the-csv.md").read_text(encoding="utf-8"), re.DOTALL
)
ROWS = [
    publication(id="0" * 31 + "1", title="Null", arxiv_id="2402.01230", doi="10.1000/007"),
    publication(id="1e5" + "0" * 29, title="007", arxiv_id="0704.0010", openreview_id="00123"),
]


@pytest.fixture(params=[csv.BOM, b""], ids=["bom", "no bom"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds the export, from where the snippets run."""
    (tmp_path / "publications.csv").write_bytes(request.param + csv.render(ROWS))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda s: s.split()[1])
@pytest.mark.usefixtures("folder")
def test_every_cell_is_the_text_it_was(snippet: str) -> None:
    names: dict[str, Any] = {}
    exec(snippet, names)  # noqa: S102  what our own page tells people to run
    table = names["table"]
    for column in ("id", "title", "arxiv_id", "openreview_id", "doi"):
        told = [str(v) if v is not None else "" for v in table[column].to_list()]
        assert told == [getattr(row, column) or "" for row in ROWS]


def test_pythons_own_reader_wants_to_know_of_the_mark(folder: Path) -> None:
    with (folder / "publications.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["id"] for row in stdlib.DictReader(file)] == [row.id for row in ROWS]


def test_a_reader_that_guesses_would_lose_them(folder: Path) -> None:
    guessed = pd.read_csv(folder / "publications.csv")
    assert str(guessed["arxiv_id"][0]) != ROWS[0].arxiv_id
    assert len(SNIPPETS) == 3
