from pubcrawl.formats import ris
from tests.formats.invented import BARE, FRENCH_POSTER, PUBLICATIONS
from tests.formats.rereading import read_ris

RECORDS = [
    {
        "type_of_reference": "CPAPER",
        "id": "a1" * 16,
        "title": "Où vont les gradients : une étude des réseaux « profonds »",
        "authors": ["Noémie Tessier-Vallée", "J.P. van der Woldehof"],
        "year": "2025",
        "date": "2025/12/05",
        "secondary_title": "Conference on Neural Information Processing Systems",
        "doi": "10.9999/abc_d.1",
        "urls": ["https://doi.org/10.9999/abc_d.1"],
        "abstract": FRENCH_POSTER.abstract,
        "language": "fr",
    },
    {
        "type_of_reference": "CPAPER",
        "id": "b2" * 16,
        "title": "The Ledger of Attention: Heads & Tails, Part #1",
        "authors": ["Liwen Quan", "The Foo and Bar Team", "Ruzena Hlavatková"],
        "year": "2025",
        "date": "2025/07/",
        "secondary_title": "Workshop on Honest Models @ International Conference on Machine Learning",
        "urls": ["https://openreview.net/forum?id=zzz"],
        "abstract": "A first line. A second line, after a break.",
        "language": "en",
    },
    {
        "type_of_reference": "JOUR",
        "id": "c3" * 16,
        "title": "A Grammar for Growing Perovskite Crystals",
        "authors": ["Liwen Quan"],
        "year": "2024",
        "date": "2024//",
        "secondary_title": "Annals of Invented Matter",
        "urls": ["https://amii.ca/updates/roundup"],
        "language": "en",
    },
    {
        "type_of_reference": "GEN",
        "id": "d4" * 16,
        "title": "Grammar Is Not Enough",
        "authors": ["Liwen Quan"],
        "year": "2024",
        "date": "2024/03/09",
        "secondary_title": "arXiv",
        "urls": ["https://arxiv.org/abs/2403.09999"],
        "language": "en",
    },
    {
        "type_of_reference": "GEN",
        "id": "e5" * 16,
        "title": "[One two three four five six seven eight …]",
        "urls": ["https://mila.quebec/en/research/publications?page=3"],
        "abstract": "One two three four five six seven eight nine ten.",
        "language": "en",
    },
    {
        "type_of_reference": "GEN",
        "id": "f6" * 16,
        "title": "[untitled]",
        "urls": ["https://mila.quebec/en/research/publications?page=3"],
    },
]


def test_every_field_is_read_again() -> None:
    assert read_ris(ris.render(PUBLICATIONS)) == RECORDS


def test_lines_end_as_the_format_says() -> None:
    lines = ["TY  - GEN", f"ID  - {BARE.id}", "TI  - [untitled]", f"UR  - {BARE.source_url}", "ER  - ", "", ""]
    assert ris.render([BARE]) == "\r\n".join(lines).encode()


def test_no_records_are_no_lines() -> None:
    assert ris.render([]) == b""
