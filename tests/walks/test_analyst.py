"""The first hours of an analyst: read the release, cite from it, and see what the next night brought."""

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.walks.walk import Walk

GOLDENS = Path(__file__).parent / "goldens" / "analyst"
README = (ROOT / "README.md").read_text(encoding="utf-8")
LISTING = "https://mila.quebec/en/research/publications"
CARD = '<div class="views-row">'

AUTHORS = """
import duckdb

authors = duckdb.read_parquet(str(release / "authors.parquet"))
print(*authors.aggregate("name, count(*) AS records", "name").order("records DESC, name").limit(3).fetchall(), sep="\\n")
"""
HISTORY = """import json, sys

for release in json.load(sys.stdin):
    print(release["release"], release["records"], {op: n for op, n in release["changes"].items() if n})
"""
VERIFY = """import hashlib, json, sys
from pathlib import Path

folder = Path(sys.argv[1])
package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
croissant = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
told = {file["contentUrl"]: file["sha256"] for file in croissant["distribution"]}
print(package["title"], package["version"], package["origin"])
for resource in package["resources"]:
    found = hashlib.sha256((folder / resource["path"]).read_bytes()).hexdigest()
    same = resource["hash"] == f"sha256:{found}" and told[resource["path"]] == found
    print(f"{resource['path']:<22}{resource['rows']:>4} rows, {len(resource['schema']['fields']):>2} fields, {same}")
"""


def snippets() -> list[str]:
    """What the README tells people to run in Python: how to find the release, and then each reader."""
    return re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def next_night(page: str) -> str:
    """A page of the list on which one title was mended, and which has one more publication on top."""
    head, first, *others = page.split(CARD)
    new = first
    for old, other in {
        r"<h3>.*?</h3>": "<h3>Porcupines Count Their Quills Before Winter</h3>",
        r"Replaying old examples .*? let the learner it": "A porcupine that knows how many quills it has keeps the",
        r"2602\.99001": "2602.99777",
        r"self propose .*? its character\.": "m longer. Over nine winters we counted what was left, and asked who knew.",
    }.items():
        new, count = re.subn(old, other, new, flags=re.DOTALL)
        assert count == 1, old
    mended = first.replace("Buffers Are Enough", "Buffers Suffice")
    assert mended != first
    return CARD.join([head, new, mended, *others])


@pytest.mark.night
@pytest.mark.long
def test_an_analyst_reads_cites_and_compares(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    walk = Walk(tmp_path, GOLDENS)
    shutil.copytree(ROOT / "fixtures" / "mila_en", tmp_path / "pages" / "mila_en")

    walk.chapter("1-a-release")
    walk.run("pubcrawl diff", code=2)
    assert "published release 000001" in walk.run("pubcrawl demo --fixtures pages", shown=False)
    walk.run("ls exports/releases/000001")
    walk.run("head -16 exports/releases/000001/README.md")
    walk.run("pubcrawl validate")
    walk.run("pubcrawl diff", code=2)

    walk.chapter("2-read-it")
    found, *readers = snippets()
    for name, snippet in zip(("duckdb", "polars", "pandas", "works"), readers, strict=True):
        walk.write(f"read_{name}.py", f"{found}\n{snippet}")
        walk.run(f"python -W error read_{name}.py")
    walk.write("read_authors.py", f"{found}{AUTHORS}")
    walk.run("python -W error read_authors.py")

    walk.chapter("3-cite-it")
    walk.run("pubcrawl export --format csv --output publications.csv && head -c 3 publications.csv | od -An -tx1")
    walk.run("cut -c-150 publications.csv | head -3")
    walk.run("pubcrawl export --format csv --no-bom | head -c 12")
    walk.run("pubcrawl export --format bibtex --no-bom", code=2)
    walk.run("pubcrawl export --format bibtex --language fr --no-abstracts | head -20")
    walk.run("pubcrawl export --format ris --since 2026-03-01 --no-abstracts | head -20")

    walk.chapter("4-the-next-night")
    page = (tmp_path / "pages" / "mila_en" / "pages" / "publications-0.html").read_text(encoding="utf-8")
    walk.write("tonight.html", next_night(page))
    walk.run(f"pubcrawl fixture add mila_en {LISTING} tonight.html --fixtures pages")
    assert "published release 000002" in walk.run("pubcrawl demo --fixtures pages", shown=False)
    walk.run("pubcrawl diff")
    walk.run("pubcrawl diff --since 2026-04-20", code=2)
    walk.run("pubcrawl export --format ris --new-since 1")
    walk.run("pubcrawl export --format jsonl --new-since latest")
    walk.run("pubcrawl export --format jsonl --new-since last-week", code=2)
    walk.write("history.py", HISTORY)
    walk.run("pubcrawl history --json | python history.py")

    walk.chapter("5-trust-it")
    walk.run("pubcrawl validate")
    walk.write("verify.py", VERIFY)
    walk.run("python verify.py exports/releases/000002")
    walk.run("chmod u+w exports/releases/000002/datapackage.json && echo >> exports/releases/000002/datapackage.json")
    walk.run("pubcrawl validate 2>&1 | sed -E 's/[0-9]{4,} bytes, .*/more bytes than the manifest says/'")
    walk.check(request.config)
