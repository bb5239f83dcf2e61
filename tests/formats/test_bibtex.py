import re
from datetime import date

import pytest

from pubcrawl.formats import bibtex
from pubcrawl.formats.reference import reference
from pubcrawl.items import Author
from tests.formats.invented import PUBLICATIONS, publication
from tests.formats.payloads import PAYLOADS
from tests.formats.rereading import read_bibtex

ENTRIES = [
    {
        "ENTRYTYPE": "inproceedings",
        "ID": "tessiervallee2025ou",
        "title": "{Où vont les gradients : une étude des réseaux « profonds »}",
        "author": "Noémie Tessier-Vallée and J.P. van der Woldehof",
        "year": "2025",
        "month": "December",
        "booktitle": "Conference on Neural Information Processing Systems",
        "doi": "10.9999/abc_d.1",
        "eprint": "2512.00001",
        "archiveprefix": "arXiv",
        "url": "https://doi.org/10.9999/abc_d.1",
        "langid": "french",
        "abstract": r"Nous suivons 100 \% des gradients d'un réseau\_profond. "
        r"Ils s'éteignent, pour $n > 3$, à l'étage n\textasciicircum{}2.",
    },
    {
        "ENTRYTYPE": "inproceedings",
        "ID": "quan2025ledger",
        "title": r"{The Ledger of Attention: Heads \& Tails, Part \#1}",
        "author": "Liwen Quan and {The Foo and Bar Team} and Ruzena Hlavatková",
        "year": "2025",
        "month": "July",
        "booktitle": "Workshop on Honest Models @ International Conference on Machine Learning",
        "url": "https://openreview.net/forum?id=zzz",
        "langid": "english",
        "abstract": "A first line. A second line, after a break.",
    },
    {
        "ENTRYTYPE": "article",
        "ID": "quan2024grammar-a",
        "title": "{A Grammar for Growing Perovskite Crystals}",
        "author": "Liwen Quan",
        "year": "2024",
        "journal": "Annals of Invented Matter",
        "url": "https://amii.ca/updates/roundup",
        "langid": "english",
    },
    {
        "ENTRYTYPE": "misc",
        "ID": "quan2024grammar-b",
        "title": "{Grammar Is Not Enough}",
        "author": "Liwen Quan",
        "year": "2024",
        "month": "March",
        "howpublished": "arXiv",
        "eprint": "2403.09999",
        "archiveprefix": "arXiv",
        "url": "https://arxiv.org/abs/2403.09999",
        "langid": "english",
    },
    {
        "ENTRYTYPE": "misc",
        "ID": "anonone",
        "title": "{[One two three four five six seven eight …]}",
        "url": "https://mila.quebec/en/research/publications?page=3",
        "langid": "english",
        "abstract": "One two three four five six seven eight nine ten.",
    },
    {
        "ENTRYTYPE": "misc",
        "ID": "anonuntitled",
        "title": "{[untitled]}",
        "url": "https://mila.quebec/en/research/publications?page=3",
    },
]


def test_every_field_is_read_again() -> None:
    assert read_bibtex(bibtex.render(PUBLICATIONS)) == ENTRIES


def test_keys_follow_ids_and_not_the_order() -> None:
    backwards = read_bibtex(bibtex.render(reversed(PUBLICATIONS)))
    assert {e["ID"]: e["title"] for e in backwards} == {e["ID"]: e["title"] for e in ENTRIES}


def test_many_that_share_a_key_get_one_each() -> None:
    records = [publication(id=f"{n:032}", title="Same") for n in range(60)]
    keys = bibtex.citation_keys([reference(p) for p in records])
    assert keys[:2] == ["anonsame-a", "anonsame-b"]
    assert keys[25:28] == ["anonsame-z", "anonsame-aa", "anonsame-ab"]
    assert keys[-1] == "anonsame-bh"
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("name", "title", "key"),
    [
        ("Noémie Tessier-Vallée", "L'apprentissage", "tessiervallee2025apprentissage"),
        ("J. P. van der Woldehof", "The 3D World", "woldehof20253d"),
        ("Кириллов", "深度学习", "kirillov2025shenduxuexi"),
        ("Dieter Büchler", "α-Divergences", "buchler2025divergences"),
        ("{}", "***", "anon2025untitled"),
    ],
)
def test_key(name: str, title: str, key: str) -> None:
    record = publication(
        title=title, authors=(Author(name=name),), published=date(2025, 1, 1), published_precision="year"
    )
    (made,) = bibtex.citation_keys([reference(record)])
    assert made == key


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Liwen Quan", "Liwen Quan"),
        ("J.-P. O'Neil ’t Hooft", "J.-P. O'Neil ’t Hooft"),
        ("Foo and Bar", "{Foo and Bar}"),
        ("Others", "{Others}"),
        ("Alexandra Sanders", "Alexandra Sanders"),
        ("Quan, Liwen", "{Quan, Liwen}"),
        ("R2 D2", "{R2 D2}"),
        ("A & B", r"{A \& B}"),
    ],
)
def test_a_name_that_would_be_misread_is_in_braces(name: str, expected: str) -> None:
    (entry,) = read_bibtex(bibtex.render([publication(title="T", authors=(Author(name=name), Author(name="Z Z")))]))
    assert entry["author"] == f"{expected} and Z Z"


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_braces_balance_as_bibtex_counts_them(payload: str) -> None:
    """BibTeX takes no notice of a backslash before a brace."""
    record = publication(title=payload, abstract=payload, doi=payload, authors=(Author(name=payload),), venue=payload)
    first, *fields, last = bibtex.render([record]).decode().splitlines()
    assert re.fullmatch(r"@(?:misc|inproceedings)\{[a-z0-9]+,", first)
    assert last == "}"
    for line in fields:
        value = line.split(" = ", 1)[1].removesuffix(",")
        depths = _depths(value)
        assert depths[-1] == 0
        assert 0 not in depths[:-1]


def _depths(value: str) -> list[int]:
    depths, depth = [], 0
    for c in value:
        depth += (c == "{") - (c == "}")
        depths.append(depth)
    return depths


def test_a_verbatim_field_cannot_be_left() -> None:
    (entry,) = read_bibtex(bibtex.render([publication(title="T", doi="10.9/a{b}\\c d", arxiv_id="x}")]))
    assert (entry["doi"], entry["eprint"]) == ("10.9/a%7Bb%7D%5Cc%20d", "x%7D")


def test_no_records_are_no_entries() -> None:
    assert bibtex.render([]) == b""
