"""Writes the dataset card with its data dictionary, in English and in French.

What the card says stands in `card.en.md` and `card.fr.md`, where people can edit it; the tables and the numbers in it
come from the code.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

import pyarrow as pa

from pubcrawl.datacard.dataset import TITLE, VALUES
from pubcrawl.items import FLAGS
from pubcrawl.release.manifest import Manifest
from pubcrawl.release.tables import TABLES, Table
from pubcrawl.schema import SCHEMA_VERSION
from pubcrawl.settings import PUBCRAWL_LINK_RECORDS
from pubcrawl.stages.detectors import LANGUAGES
from pubcrawl.stages.language import MIXED_SHARE, THRESHOLD


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The words of one language that the tables and the numbers of the card need.

    Attributes:
        code: its code, under which columns, tables and flags keep their meaning.
        name: its name in itself.
        headings: of the table of columns: name, type, null, meaning.
        flag_headings: of the table of flags.
        release: the section on one release, with a place for each value that `_release` fills in.
        origins: where a release comes from, by `origin` of its manifest.
        site_headings: of the table of sites of a release.
        file_headings: of the table of files of a release.
        nullable: what stands under null, for columns that may and for those that may not be.
        types: the name of each Arrow type.
        list_of: a list, with a place for its elements.
        or_null: behind the type of a member that may be null.
        decimal: the decimal sign.
        thousands: what stands between thousands.
        percent: a percentage, with a place for the number.
    """

    code: str
    name: str
    headings: tuple[str, str, str, str]
    flag_headings: tuple[str, str]
    release: str
    origins: Mapping[str, str]
    site_headings: tuple[str, str, str, str, str]
    file_headings: tuple[str, str, str]
    nullable: Mapping[bool, str]
    types: Mapping[str, str]
    list_of: str
    or_null: str
    decimal: str
    thousands: str
    percent: str

    @property
    def card(self) -> str:
        """The text of the card, with a place for each value that `_card` fills in."""
        return resources.files("pubcrawl.datacard").joinpath(f"card.{self.code}.md").read_text(encoding="utf-8")


ENGLISH = Words(
    code="en",
    name="English",
    headings=("column", "type", "null", "meaning"),
    flag_headings=("flag", "meaning"),
    release=(
        "## This release\n\nRelease {number}, made on {made} UTC by the run `{run}` from {origin}. It holds {rows} "
        "records, of which {removed} have left their site, of {works} works.\n\n{sites}\n\n{files}\n\n"
    ),
    origins={"live": "pages of the sites", "demo": "invented pages"},
    site_headings=("site", "records", "left", "last run", "read"),
    file_headings=("file", "rows", "bytes"),
    nullable={True: "may be", False: "never"},
    types={
        "string": "text",
        "bool": "boolean",
        "int32": "whole number",
        "float": "number (32 bits)",
        "date32[day]": "date",
        "timestamp[us, tz=UTC]": "time, UTC, microseconds",
    },
    list_of="list of {}",
    or_null=" or null",
    decimal=".",
    thousands=",",
    percent="{}%",
)

FRENCH = Words(
    code="fr",
    name="Français",
    headings=("colonne", "type", "nul", "sens"),
    flag_headings=("doute", "sens"),
    release=(
        "## Cette version\n\nVersion {number}, faite le {made} UTC par l'exécution `{run}` à partir de {origin}. Elle "
        "contient {rows} notices, dont {removed} ont quitté leur site, de {works} travaux.\n\n{sites}\n\n{files}\n\n"
    ),
    origins={"live": "pages des sites", "demo": "pages inventées"},
    site_headings=("site", "notices", "parties", "dernière exécution", "lu"),
    file_headings=("fichier", "lignes", "octets"),
    nullable={True: "parfois", False: "jamais"},
    types={
        "string": "texte",
        "bool": "booléen",
        "int32": "nombre entier",
        "float": "nombre (32 bits)",
        "date32[day]": "date",
        "timestamp[us, tz=UTC]": "moment, UTC, microsecondes",
    },
    list_of="liste de {}",
    or_null=" ou nul",
    decimal=",",
    thousands="\u00a0",
    percent="{}\u00a0%",
)

_NOTE = "<!-- Written by `python -m pubcrawl.datacard --output exports/`: change the code, not this file. -->"


def render(release: Manifest | None = None) -> bytes:
    """Return `README.md`, one language after the other; that of a release says first what it holds."""
    both = (ENGLISH, FRENCH)
    ways = " · ".join(f"[{words.name}](#{words.name.lower()})" for words in both)
    cards = (f"# {words.name}\n\n{_release(release, words) if release else ''}{_card(words)}" for words in both)
    note = () if release else (_NOTE,)
    return "\n\n".join((*note, f"# {TITLE}", ways, *cards)).encode()


def _card(words: Words) -> str:
    return words.card.format(
        languages=", ".join(f"`{code}`" for code in LANGUAGES),
        threshold=f"{THRESHOLD}".replace(".", words.decimal),
        share=words.percent.format(round(MIXED_SHARE * 100)),
        version=SCHEMA_VERSION,
        most=_number(PUBCRAWL_LINK_RECORDS, words),
        tables="\n\n".join(_dictionary(table, words) for table in TABLES.values()),
        flags=_rows(words.flag_headings, ((f"`{flag}`", meaning[words.code]) for flag, meaning in FLAGS.items())),
    )


def _release(release: Manifest, words: Words) -> str:
    sites = (
        (f"`{name}`", _number(site.records, words), _number(site.removed, words), site.verdict, _time(site.read_at))
        for name, site in release.sites.items()
    )
    paths = ((path, release.files[path]) for table in TABLES.values() for path in table.files)
    files = ((f"`{path}`", _number(entry.rows, words), _number(entry.bytes, words)) for path, entry in paths)
    return words.release.format(
        number=release.release,
        made=_time(release.created_at),
        run=release.run_id,
        origin=words.origins[release.origin],
        rows=_number(release.rows, words),
        removed=_number(sum(site.removed for site in release.sites.values()), words),
        works=_number(release.works, words),
        sites=_rows(words.site_headings, sites),
        files=_rows(words.file_headings, files),
    )


def _number(number: int | None, words: Words) -> str:
    return "-" if number is None else f"{number:,}".replace(",", words.thousands)


def _time(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M}" if time else "-"


def _dictionary(table: Table, words: Words) -> str:
    files = ", ".join(f"`{path}`" for path in table.files)
    columns = (
        (f"`{c.name}`", _type(f.type, f.name, words), words.nullable[f.nullable], c.metadata[words.code])
        for c, f in zip(table.columns, table.fields, strict=True)
    )
    rows = _rows(words.headings, columns)
    return f"### {table.name}\n\n{files}. {table.meaning[words.code]}\n\n{rows}"


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
