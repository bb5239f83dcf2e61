from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from pubcrawl.formats import csl_json
from tests.formats.invented import FRENCH_POSTER, PUBLICATIONS
from tests.formats.payloads import PAYLOADS
from tests.formats.rereading import read_csl

_TEXT = {"type": "string", "minLength": 1}
_CSL = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type", "title"],
        "additionalProperties": False,
        "properties": {
            "id": _TEXT,
            "type": {"enum": ["article", "article-journal", "paper-conference"]},
            **dict.fromkeys(("title", "container-title", "genre", "DOI", "URL", "language", "abstract"), _TEXT),
            "author": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["literal"],
                    "additionalProperties": False,
                    "properties": {"literal": _TEXT},
                },
            },
            "issued": {
                "type": "object",
                "required": ["date-parts"],
                "additionalProperties": False,
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 1,
                        "items": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}},
                    }
                },
            },
        },
    },
}
"""The part of the CSL data schema that we write; each of its names and types is one of the whole schema's."""

ITEMS: list[dict[str, Any]] = [
    {
        "id": "a1" * 16,
        "type": "paper-conference",
        "title": "Où vont les gradients : une étude des réseaux « profonds »",
        "author": [{"literal": "Noémie Tessier-Vallée"}, {"literal": "J.P. van der Woldehof"}],
        "issued": {"date-parts": [[2025, 12, 5]]},
        "container-title": "Conference on Neural Information Processing Systems",
        "genre": "poster",
        "DOI": "10.9999/abc_d.1",
        "URL": "https://doi.org/10.9999/abc_d.1",
        "language": "fr",
        "abstract": FRENCH_POSTER.abstract,
    },
    {
        "id": "b2" * 16,
        "type": "paper-conference",
        "title": "The Ledger of Attention: Heads & Tails, Part #1",
        "author": [{"literal": "Liwen Quan"}, {"literal": "The Foo and Bar Team"}, {"literal": "Ruzena Hlavatková"}],
        "issued": {"date-parts": [[2025, 7]]},
        "container-title": "Workshop on Honest Models @ International Conference on Machine Learning",
        "genre": "oral",
        "URL": "https://openreview.net/forum?id=zzz",
        "language": "en",
        "abstract": "A first line. A second line, after a break.",
    },
    {
        "id": "c3" * 16,
        "type": "article-journal",
        "title": "A Grammar for Growing Perovskite Crystals",
        "author": [{"literal": "Liwen Quan"}],
        "issued": {"date-parts": [[2024]]},
        "container-title": "Annals of Invented Matter",
        "genre": "published",
        "URL": "https://amii.ca/updates/roundup",
        "language": "en",
    },
    {
        "id": "d4" * 16,
        "type": "article",
        "title": "Grammar Is Not Enough",
        "author": [{"literal": "Liwen Quan"}],
        "issued": {"date-parts": [[2024, 3, 9]]},
        "container-title": "arXiv",
        "genre": "preprint",
        "URL": "https://arxiv.org/abs/2403.09999",
        "language": "en",
    },
    {
        "id": "e5" * 16,
        "type": "article",
        "title": "[One two three four five six seven eight …]",
        "URL": "https://mila.quebec/en/research/publications?page=3",
        "language": "en",
        "abstract": "One two three four five six seven eight nine ten.",
    },
    {
        "id": "f6" * 16,
        "type": "article",
        "title": "[untitled]",
        "URL": "https://mila.quebec/en/research/publications?page=3",
    },
]


def test_every_field_is_read_again() -> None:
    assert read_csl(csl_json.render(PUBLICATIONS)) == ITEMS


@pytest.mark.parametrize("payload", ["", *PAYLOADS], ids=range(len(PAYLOADS) + 1))
def test_items_are_valid_csl(payload: str) -> None:
    records = [replace(p, title=payload, abstract=payload, status=payload, doi=payload) for p in PUBLICATIONS]
    jsonschema.validate(read_csl(csl_json.render(records)), _CSL)


def test_no_records_are_an_empty_array() -> None:
    assert read_csl(csl_json.render([])) == []
