"""The dataset card with its data dictionary, in English and in French."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from pubcrawl.datacard.dataset import REPOSITORY, TITLE, VALUES
from pubcrawl.datacard.english import ENGLISH
from pubcrawl.datacard.french import FRENCH
from pubcrawl.datacard.words import Words
from pubcrawl.items import FLAGS
from pubcrawl.release.tables import TABLES, Table
from pubcrawl.schema import SCHEMA_VERSION
from pubcrawl.settings import PUBCRAWL_LINK_RECORDS
from pubcrawl.stages.language import LANGUAGES, MIXED_SHARE, THRESHOLD

_NOTE = "<!-- Written by `python -m pubcrawl.datacard --output exports/`: change the code, not this file. -->"


def render() -> bytes:
    """Return `README.md`, one language after the other."""
    both = (ENGLISH, FRENCH)
    ways = " · ".join(f"[{words.name}](#{words.name.lower()})" for words in both)
    cards = (f"# {words.name}\n\n{_card(words)}" for words in both)
    return "\n\n".join((_NOTE, f"# {TITLE}", ways, *cards)).encode()


def _card(words: Words) -> str:
    return words.card.format(
        languages=", ".join(f"`{code}`" for code in LANGUAGES),
        threshold=f"{THRESHOLD}".replace(".", words.decimal),
        share=words.percent.format(round(MIXED_SHARE * 100)),
        repository=REPOSITORY,
        version=SCHEMA_VERSION,
        most=f"{PUBCRAWL_LINK_RECORDS:,}".replace(",", words.thousands),
        tables="\n\n".join(_dictionary(table, words) for table in TABLES.values()),
        flags=_rows(words.flag_headings, ((f"`{flag}`", words.flags[flag]) for flag in FLAGS)),
    )


def _dictionary(table: Table, words: Words) -> str:
    files = ", ".join(f"`{path}`" for path in table.files)
    told = _rows(words.headings, _columns(table, words))
    return f"### {table.name}\n\n{files}. {table.meaning[words.code]}\n\n{told}"


def _columns(table: Table, words: Words) -> Iterable[Sequence[str]]:
    for column, field in zip(table.columns, table.fields, strict=True):
        kind = _type(field.type, field.name, words)
        yield f"`{column.name}`", kind, words.nullable[field.nullable], column.metadata[words.code]


def _type(kind: pa.DataType, column: str, words: Words) -> str:
    if pa.types.is_list(kind):
        return words.list_of.format(_type(kind.value_type, column, words))
    if pa.types.is_struct(kind):
        return f"({'; '.join(_member(f, column, words) for f in kind)})"
    return words.types[str(kind)]


def _member(field: pa.Field, column: str, words: Words) -> str:
    values = VALUES.get(f"{column}.{field.name}")
    kind = f"`{'`, `'.join(map(str, values))}`" if values else _type(field.type, column, words)
    return f"`{field.name}`: {kind}{words.or_null if field.nullable else ''}"


def _rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
