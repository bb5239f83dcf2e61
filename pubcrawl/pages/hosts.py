"""The host of a status: the line of a unit that is the venue of a status which stands apart from it."""

from collections.abc import Collection, Sequence

from pubcrawl.pages.cues import (
    ends,
    is_badge,
    is_bracketed_status,
    is_button,
    is_prose,
    is_row,
    is_set_as_heading,
    label,
    names_link,
    only_links,
)
from pubcrawl.pages.document import Tree
from pubcrawl.pages.line import Line
from pubcrawl.pages.people import are_names, has_profile, is_one_name
from pubcrawl.pages.places import PagePlaces, Place
from pubcrawl.text.dates import is_date
from pubcrawl.text.venues import names_venue


class Hosts:
    """The lines of a unit, as far as they are read, of which one may be the venue of its status.

    `facts` are what the lines say of date, venue and status; `peopled` are the places where the unit links to people.
    """

    def __init__(
        self, tree: Tree, places: PagePlaces, lines: Sequence[Line], facts: Sequence[str], peopled: Collection[Place]
    ) -> None:
        self._tree = tree
        self._places = places
        self._lines = lines
        self._facts = facts
        self._peopled = peopled

    def find(self) -> Line | None:
        """Return the open line that is the venue: by its words, by where other units have theirs, or by its place."""
        host = self._places.host
        around = () if host is None else (host, host[:-1] or host)
        there = [line for line in self._lines if self._is_open(line) and line.place in around]
        there = [line for line in there if not is_prose(line.text)]
        plain = [line for line in there if not (is_row(line.block) or self._is_link(line))]
        named = [line for line in plain or there if names_venue(line.text) or "@" in line.text]
        near = [line for line in plain if line.place == host] or plain
        last = [line for line in near if not self._may_be_people(line)][-1:]
        known = self.known()
        return next(iter(named or self._where_others_stand() or (known if len(known) == 1 else last)), None)

    def known(self) -> list[Line]:
        """Return the open lines that name a known venue, and are neither set as headings nor texts."""
        lines = (line for line in self._lines if self._is_open(line) and not self._is_link(line))
        lines = (line for line in lines if names_venue(line.text))
        return [li for li in lines if not (is_set_as_heading(self._tree, li.block) or is_prose(li.text))]

    def in_place(self) -> Line | None:
        """Return the only open line where venues stand, by its words where others may stand there, too."""
        there = [line for line in self._lines if self._is_open(line) and line.place == self._places.host]
        there = [line for line in there if names_venue(line.text) and self.may_be(line)]
        columns = self._places.venue_columns
        if not there:  # or where nothing but venues stands
            held = [line for line in self._lines if {line.place, line.place[:-1]} - {()} & columns]
            there = [line for line in held if line.role is None and not self._says_other(line)]
            there = [line for line in there if not self._may_be_people(line)]
        return there[0] if len(there) == 1 else None

    def beside(self, date: int) -> Line | None:
        """Return the line that stands to the date as whole venues of other units do, in one element with it."""
        at = date + self._places.dated
        if at == date or not 0 <= at < len(self._lines):
            return None
        line, around = self._lines[at], self._lines[date].block.path
        near = line.block.path[: len(around)] == around and line.role in (None, "badge")
        return line if near and self.may_be(line) and not (is_row(line.block) or names_link(line.text)) else None

    def may_be(self, line: Line) -> bool:
        """Say whether a line right before a status may be its venue: no heading, button, text or list of people."""
        if (
            is_set_as_heading(self._tree, line.block)
            or self._is_link(line)
            or is_prose(line.text)
            or has_profile(line.block)
        ):
            return False
        return names_venue(line.text) or not (ends(line.text) or self._may_be_people(line))

    def _where_others_stand(self) -> list[Line]:
        """Return the open line that stands to the date or the status as the venues of other units do."""
        name, step = self._places.beside or ("", 0)
        facts = enumerate(self._facts)
        anchors = [i for i, text in facts if step and (is_date if name == "date" else is_bracketed_status)(text)]
        found = [self._lines[i + step] for i in anchors if 0 <= i + step < len(self._lines)]
        found = [line for line in found if self._is_open(line) and not (is_row(line.block) or self._is_link(line))]
        return [line for line in found if not is_prose(line.text)][:1]

    def _may_be_people(self, line: Line) -> bool:
        """Say whether a line has the form of names, and does not stand where venues do and nobody of the unit."""
        people = line.place in self._peopled
        if people and is_one_name(line.text):
            return True
        return are_names(line.block) and (people or line.place != self._places.host)

    def _says_other(self, line: Line) -> bool:
        """Say whether a line is links, a badge, what a label announces, or a text, wherever it stands."""
        text = line.text
        said = is_badge(text) or is_prose(text) or label(text.partition(":")[0])
        return bool(said) or only_links(line.block) or names_link(text)

    def _is_link(self, line: Line) -> bool:
        """Say whether a line is a button that leads elsewhere."""
        return only_links(line.block) and is_button(self._tree, line.block)

    @staticmethod
    def _is_open(line: Line) -> bool:
        return line.role in (None, "badge", "links") and not has_profile(line.block)
