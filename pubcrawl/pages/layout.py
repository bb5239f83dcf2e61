"""A layout: where on a page the units stand, and which place in a unit holds which field.

It is learned from a page, or written by a person in a `layout.toml`:

    unit = "article.card"       # or `start`, the line that leads a unit without an element of its own
    title = "h3"
    ignore = [".ribbon"]

What a person names is taken from there and from nowhere else; everything else is learned, and every check holds.
"""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector

from pubcrawl.errors import WrongOrder

UNITS = ("unit", "start")
FIELDS = ("title", "authors", "abstract", "date", "venue", "status", "workshop", "links", "ignore")
"""What a person can say of an element; `ignore` is no part of a publication."""


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A place in a unit and the field it holds.

    Attributes:
        role: the field, or what else the place holds, such as `badge` or `unknown`.
        selector: CSS of the elements.
        units: how many units have it.
        samples: two of its texts.
        why: what speaks for the role.
    """

    role: str
    selector: str
    units: int = 0
    samples: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the units of a page stand, and what each place of a unit holds.

    Attributes:
        unit: CSS of the units; of the line that leads each of them where `run` is true; None to find them.
        run: True where a unit has no element of its own.
        slots: the places, the fields first.
        count: how many units the page has.
        margin: how far the title's place is ahead of the next, 0 to 1.
    """

    unit: str | None = None
    run: bool = False
    slots: tuple[Slot, ...] = ()
    count: int = 0
    margin: float = 1.0
    _compiled: Mapping[str, Sequence[CSSSelector]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def named(self) -> frozenset[str]:
        """The fields that have a place of their own here."""
        return frozenset(slot.role for slot in self.slots)

    @classmethod
    def parse(cls, text: str, name: str) -> "Layout":
        """Read a layout from the TOML of a file called `name`.

        Raises:
            WrongOrder: it is no TOML, or names a field there is not, or a selector that is no CSS.
        """
        try:
            said: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as exc:
            raise WrongOrder(f"{name}: {exc}; a selector stands in quotes") from None
        if {"unit", "start"} <= said.keys():
            raise WrongOrder(f"{name}: a unit has an element (unit) or a line that leads it (start), not both")
        compiled = {key: [_compile(css, key, name) for css in _listed(said[key], key, name)] for key in said}
        slots = [Slot(role=key, selector=s.css) for key in FIELDS for s in compiled.get(key, ())]
        unit = next((", ".join(s.css for s in compiled[key]) for key in UNITS if key in compiled), None)
        return cls(unit=unit, run="start" in said, slots=tuple(slots), _compiled=compiled)

    def mark(self, root: etree._Element) -> dict[etree._Element, str]:
        """Return what a person says of the elements of a page: `unit`, `start`, or a field."""
        marks: dict[etree._Element, str] = {}
        for key in FIELDS:
            for select in self._compiled.get(key, ()):
                marks |= dict.fromkeys(select(root), key)
        for key in UNITS:
            for select in self._compiled.get(key, ()):
                marks |= {node: f"{key} {marks.get(node, '')}".strip() for node in select(root)}
        return marks

    def toml(self, without: Collection[str] = ()) -> str:
        """Return the layout as a `layout.toml`: the units, fields with places of their own, what else is in these.

        The keys `without` which it is to be are named in a comment each.
        """
        roles: dict[str, set[str]] = {}
        for slot in self.slots:
            roles.setdefault(slot.selector, set()).add(slot.role)
        alone = [slot for slot in self.slots if slot.selector and roles[slot.selector] == {slot.role}]
        fields = [
            slot for slot in alone if slot.role in FIELDS and slot.role != "links"
        ]  # links are told by themselves
        inside = [
            s for s in alone if s not in fields and any(s.selector.startswith(f"{f.selector} > ") for f in fields)
        ]
        said = {role: [s.selector for s in fields if s.role == role] for role in FIELDS}
        said["ignore"] = [s.selector for s in inside]
        lines = ["# As learned: keep the lines that were wrong, put right, and delete the others."]
        said = {"start" if self.run else "unit": [self.unit] if self.unit else []} | said
        for key, found in said.items():
            listed = ", ".join(map(_quoted, found))
            if found:
                told = f"{key} = {listed if len(found) == 1 else f'[{listed}]'}"
                lines.append(f"# the page reads otherwise by: {told}" if key in without else told)
        shared = [s for s in self.slots if s.role in FIELDS and s.role != "links" and s not in alone]
        lines += [f"# {s.role}: shares {_quoted(s.selector)} with something else" for s in shared]
        lines += [f"# unknown, so no field: {_quoted(s.selector)}" for s in self.slots if s.role == "unknown"]
        return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def _listed(value: object, key: str, name: str) -> list[str]:
    """Return the selectors of a key.

    Raises:
        WrongOrder: there is no such key, or its value is no selector and no list of them.
    """
    if key not in (*UNITS, *FIELDS):
        near = get_close_matches(key, (*UNITS, *FIELDS), n=1)
        raise WrongOrder(
            f"{name}: {key!r} is none of {', '.join((*UNITS, *FIELDS))}" + (f"; {near[0]}?" if near else "")
        )
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(css, str) and css.strip() for css in listed) or not listed:
        raise WrongOrder(f"{name}: {key} is a CSS selector or a list of them")
    return listed


def _compile(css: str, key: str, name: str) -> CSSSelector:
    try:
        return CSSSelector(css, translator="html")
    except (SelectorError, etree.XPathError) as exc:
        raise WrongOrder(f"{name}: {key}: {css!r} is no CSS selector: {exc}") from None
