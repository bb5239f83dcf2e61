"""The fixtures are what their manifests say, carry every known trap, and come from the authoring program."""

import hashlib
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.authoring.abstracts import CUT
from tests.authoring.publications import SOURCE, publications
from tests.authoring.reading import text_of
from tests.authoring.responses import AuthoredSite
from tests.authoring.roundups import ROUNDUPS
from tests.authoring.site import authored_sites

FIXTURES = Path(__file__).parents[1] / "fixtures"
SITES = sorted(p.parent.name for p in FIXTURES.glob("*/manifest.json"))
REWRITE = "python -m tests.authoring.site"

_FRENCH = re.compile(r"\b(?:les|des|une|est|nous|qui|que|pour|dans|la|le|du)\b", re.IGNORECASE)


def manifest(site: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FIXTURES / site / "manifest.json").read_text(encoding="utf-8"))
    return found


def entries(site: str) -> list[dict[str, Any]]:
    return [*manifest(site)["responses"], *manifest(site)["extras"]]


@cache
def text_of_site(site: str) -> str:
    pages = next(s for s in authored_sites() if s.name == site).responses
    return "\n".join(text_of(r.body) for r in pages if r.role in {"listing", "roundup"})


@cache
def source_of_site(site: str) -> str:
    return "\n".join(r.body for r in next(s for s in authored_sites() if s.name == site).responses)


@pytest.mark.parametrize("site", SITES)
def test_each_page_is_the_one_the_manifest_knows(site: str) -> None:
    for entry in entries(site):
        body = (FIXTURES / site / entry["file"]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == entry["sha256"], f"{entry['file']}: run {REWRITE}"


@pytest.mark.parametrize("site", SITES)
def test_each_file_is_in_the_manifest(site: str) -> None:
    there = {f"pages/{path.name}" for path in (FIXTURES / site / "pages").iterdir()}
    assert there == {entry["file"] for entry in entries(site)}


@pytest.mark.parametrize("site", SITES)
def test_each_entry_says_where_it_is_from(site: str) -> None:
    for entry in entries(site):
        assert entry["origin"] in {"authored", "recorded"}
        assert {"url", "file", "role", "status", "headers", "recorded_at"} <= set(entry)
        assert {"Content-Type", "Date"} <= set(entry["headers"])
        assert entry["url"].startswith(manifest(site)["base_url"])


@pytest.mark.parametrize("site", authored_sites(), ids=lambda s: s.name)
def test_the_authoring_program_gives_the_committed_bytes(site: AuthoredSite) -> None:
    """Once a site is recorded, this covers only its entries that are still authored."""
    folder = FIXTURES / site.name
    recorded = {entry["file"] for entry in entries(site.name) if entry["origin"] == "recorded"}
    wanted = {path: body for path, body in site.files().items() if path not in recorded}
    if recorded:
        del wanted["manifest.json"]
    stale = [path for path, body in wanted.items() if (folder / path).read_bytes() != body]
    assert stale == [], f"run {REWRITE}"


def test_the_bad_pages_are_kept_apart() -> None:
    roles = {"maintenance", "maintenance_200", "soft_404", "challenge", "empty_list"}
    for site in (s.name for s in authored_sites()):
        assert {entry["role"] for entry in manifest(site)["extras"]} == roles
        assert not roles & {entry["role"] for entry in manifest(site)["responses"]}


def test_there_are_enough_publications_and_languages() -> None:
    every = publications()
    abstracts = {p.abstract for p in every if p.abstract}
    french = [a for a in abstracts if len(_FRENCH.findall(a)) >= 2]
    assert len({p.key for p in every}) == len(every) >= 72
    assert len({p.title for p in every if p.title}) >= 60
    labelled = {p.abstract for p in every if "french_abstract" in p.traps}
    assert set(french) == labelled
    assert len(french) >= 10
    assert sum("mila_fr" in p.where and "mila_en" not in p.where for p in every) >= 3


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_listing_is_newest_first(language: str) -> None:
    dates = [p.date for p in publications(f"mila_{language}") if p.date]
    assert dates == sorted(dates, reverse=True)


# Every trap by the text that proves it, in the pages of one site.
TEXT_TRAPS = {
    "marker inside a word": ("mila_en", r"\w… \(see more\)\w"),
    "marker inside a word, French": ("mila_fr", r"\w… \(voir plus\)\w"),
    "marker after a space": ("mila_en", r"\w … \(see more\)\w"),
    "marker before a space": ("mila_en", r"\w… \(see more\) \w"),
    "marker before punctuation": ("mila_en", r"\w… \(see more\), "),
    "marker after a bracket": ("mila_en", r"\(… \(see more\)\w"),
    "marker inside LaTeX": ("mila_en", r"\\emph\{cond… \(see more\)"),
    "marker inside maths": ("mila_en", r"\$\\the… \(see more\)ta"),
    "marker before a combining accent": ("mila_en", "e… \\(see more\\)\u0301"),
    "words see more in prose": ("mila_en", r"press see more before"),
    "words voir plus in prose": ("mila_fr", r"le bouton voir plus ouvre"),
    "nested status": ("mila_en", r"\(Accept \(Poster\)\)"),
    "nested status, lower case": ("mila_en", r"\(Accept \(regular\)\)"),
    "status in another case": ("mila_en", r"Representations \(Poster\)"),
    "workshop at a venue": ("mila_en", r"CrystalLoops @ International"),
    "underscore in a workshop": ("mila_en", r"\bMM_Bargains @ "),
    "year-end date": ("mila_en", r"\b2025-12-31\b"),
    "first of a month": ("mila_en", r"\b2026-03-01\b"),
    "proceedings": ("mila_en", r"Proceedings of the 43rd International Conference"),
    "journal": ("mila_en", r"Proceedings of the ACM on Human-Computer Interaction \(published\)"),
    "preprint": ("mila_en", r"ArXiv \(preprint\)"),
    "lost formula at the end": ("mila_en", r"unchanged to within \(\s*\n"),
    "lost formula with a number": ("mila_en", r"factor of roughly 6\.2-8\.9\s*\n"),
    "LaTeX command": ("mila_en", r"\\emph\{i\)\}"),
    "LaTeX percent": ("mila_en", r"87\.5\\%"),
    "LaTeX tie": ("mila_en", r"Sinkhorn~\(SK\)"),
    "LaTeX dashes": ("mila_en", r"20--50%"),
    "LaTeX maths": ("mila_en", r"\$n = 10\^6\$"),
    "Markdown bold": ("mila_en", r"\*\*1\.8 times\*\*"),
    "Markdown italics": ("mila_en", r"\*plausible\*"),
    "lost backslash": ("mila_en", r"R'enyi"),
    "label word": ("mila_en", r"Background Sleep"),
    "address at the end": ("mila_en", r"https://\S+\.\s*\n"),
    "error of the source": ("mila_en", r"et al\. \(2020\)\. and "),
    "typo kept": ("mila_en", r"\bcolapse\b"),
    "U+2010 in a name": ("mila_en", "Beaubien\u2010Thivierge"),
    "en dash in a title": ("mila_en", r"AI – What"),
    "curly quotes": ("mila_en", r"“which words mattered\?”"),
    "middle dot": ("mila_fr", r"statisticien·ne"),
    "Greek and digits": ("mila_en", r"α5β1"),
    "ampersand": ("mila_en", r"Gardens & Other"),
    "English on a French page": ("mila_fr", r"Replaying old examples protects"),
    "star before a comma": ("amii", r"Killicrankie\* , Tamsin"),
    "star after a space": ("amii", r"Vellacott \*"),
    "star after a comma": ("amii", r"Lindgren,\* Tamsin"),
    "star after the last comma": ("amii", r"Lund,\*"),
    "space before a comma": ("amii", r"Cho , Shunsaku"),
    "star in a title": ("amii", r"Heuristics for A\*: From"),
    "star in an abstract": ("amii", r"keeps A\* optimal"),
    "researchers link": ("amii", r"Learn more about the researchers"),
    "legend": ("amii", r"\*- denotes Amii affiliation"),
    "hole in brackets": ("amii", r"Budgets \(\) below"),
    "hole before initials": ("amii", r"achieve -DP, -DP"),
    "hole before or": ("amii", r"with top- or temperature"),
    "typo kept, Amii": ("amii", r"\bhigh-imact\b"),
}

# Traps that only the HTML shows.
SOURCE_TRAPS = {
    "filter that does not filter": ("mila_en", r'href="/en/research/publications\?q=Graph\+Neural'),
    "campaign parameter": ("mila_fr", r"utm_source=newsletter"),
    "search parameter": ("mila_en", r"\?s=AI&amp;page="),
    "second pager, encoded": ("mila_en", r'href="\?page=0%2C1"'),
    "second pager, spelled out": ("mila_en", r'href="\?page=0,1"'),
    "twin by hreflang": ("mila_en", r'hreflang="fr" href="https://mila\.quebec/fr/recherche/publications'),
    "MathML": ("mila_en", r'<annotation encoding="application/x-tex">'),
    "MathML, Amii": ("amii", r'<annotation encoding="application/x-tex">'),
    "inline tags": ("mila_en", r"α<sub>5</sub>"),
    "inline tags in a title": ("mila_en", r"for CO<sub>2</sub> Reduction"),
    "first page with a number": ("mila_en", r'href="\?page=0"'),
    "relative links": ("amii", r'href="/research-talent"'),
}


@pytest.mark.parametrize("trap", TEXT_TRAPS)
def test_the_text_carries_the_trap(trap: str) -> None:
    site, pattern = TEXT_TRAPS[trap]
    assert re.search(pattern, text_of_site(site)), f"no page of {site} shows: {trap}"


@pytest.mark.parametrize("trap", SOURCE_TRAPS)
def test_the_source_carries_the_trap(trap: str) -> None:
    site, pattern = SOURCE_TRAPS[trap]
    assert re.search(pattern, source_of_site(site)), f"no page of {site} shows: {trap}"


def test_the_traps_of_absence_are_there() -> None:
    every = publications()
    assert any(p.title and not p.abstract for p in every)
    assert any(p.abstract and not p.title for p in every)
    assert any(not p.authors for p in every)
    assert any(not p.date and not p.venue for p in every)
    assert all((p.date is None) == (p.venue is None) for p in every)
    assert any(p.authors_line and "*" not in p.authors_line for p in every)


def test_the_traps_of_likeness_are_there() -> None:
    amii = [p for p in publications() if p.section and p.abstract]
    repeated = {a for a, n in Counter(p.abstract for p in amii).items() if n > 1}
    pairs = [[p for p in amii if p.abstract == abstract] for abstract in repeated]
    assert len(pairs) == 3
    assert sum(first.authors_line == second.authors_line for first, second in pairs) == 1
    mila = {p.key: p for p in publications()}
    gaits, twins = (mila["gaits-a"], mila["gaits-b"]), (mila["near-twin-1"], mila["near-twin-2"])
    assert gaits[0].title == gaits[1].title
    assert twins[0].title != twins[1].title
    for one, other in (gaits, twins):
        assert one.abstract
        assert other.abstract
        assert one.abstract != other.abstract
        assert one.abstract[:CUT] == other.abstract[:CUT]


def test_the_traps_of_length_are_there() -> None:
    lengths = {len(p.abstract) for p in publications("mila_en") if p.abstract}
    assert {CUT, CUT + 1} <= lengths
    assert min(lengths) < CUT < 1400 < max(lengths)
    assert any("\n" in p.abstract[:CUT] for p in publications("mila_en") if p.abstract)


def test_every_labelled_trap_stands_on_some_page() -> None:
    pages = {r.key for r in ROUNDUPS} | {"mila_en", "mila_fr"}
    rows = [json.loads(line) for line in SOURCE.read_text(encoding="utf-8").splitlines()]
    assert all(set(row["where"]) <= pages and row["where"] for row in rows)
    assert all(label.strip() for row in rows for label in row["traps"])


def test_authored_pages_do_not_replace_recorded_ones(tmp_path: Path) -> None:
    site = authored_sites()[2]
    (tmp_path / "manifest.json").write_text('{"responses": [{"origin": "recorded"}]}', encoding="utf-8")
    with pytest.raises(FileExistsError, match="holds recorded pages"):
        site.write(tmp_path)
