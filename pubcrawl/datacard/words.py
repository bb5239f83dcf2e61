"""What the dataset card needs of a language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """One language of the card.

    Attributes:
        code: its code, under which columns keep their meaning.
        name: its name in itself.
        card: the text, with places for `languages`, `threshold`, `share`, `most` (records that are linked),
            `repository`, `version`, `tables`, `flags`.
        flags: the meaning of each flag.
        headings: of the table of columns: name, type, null, meaning.
        flag_headings: of the table of flags.
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
    card: str
    flags: Mapping[str, str]
    headings: tuple[str, str, str, str]
    flag_headings: tuple[str, str]
    nullable: Mapping[bool, str]
    types: Mapping[str, str]
    list_of: str
    or_null: str
    decimal: str
    thousands: str
    percent: str
