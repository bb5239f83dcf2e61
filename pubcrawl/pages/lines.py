"""The lines of a unit, and what each says by itself: a date, a venue, a label, people, an abstract, a button."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from pubcrawl.pages.cues import (
    are_glued_names,
    ends,
    fact,
    is_badge,
    is_bracketed_status,
    is_button,
    is_caption,
    is_citation,
    is_count,
    is_number,
    is_prose,
    is_set_as_heading,
    is_stamp,
    label,
    only_links,
    unlabelled,
)
from pubcrawl.pages.document import Block, Tree, shared_path
from pubcrawl.pages.hosts import Hosts
from pubcrawl.pages.line import Line
from pubcrawl.pages.people import are_names, has_profile
from pubcrawl.pages.places import OF_VENUE, PagePlaces, Place, cell_of, table_of
from pubcrawl.text.dates import is_date, is_session, plain_date
from pubcrawl.text.furniture import is_furniture, says_nothing
from pubcrawl.text.marker import MARKER
from pubcrawl.text.names import MARK, is_affiliation, is_note
from pubcrawl.text.statuses import is_lone_status, is_status, last_parenthesis
from pubcrawl.text.venues import is_venue, names_venue
from pubcrawl.text.words import DOTS, PROSE

_PREPOSITION = re.compile(r"\A(?:in|at|dans|à|chez)(?:\s?:\s*|\s+)", re.IGNORECASE)
_APPEARED = re.compile(
    r"\A(?:published|presented|appeared|to appear|forthcoming|accepted|publiée?|présentée?|parue?|acceptée?|à paraître)"
    r" (?:in|at|by|dans|à|chez|par)(?:\s?:\s*|\s+)",
    re.IGNORECASE,
)

_SAYS = re.compile(r"[^\W_]|[–—-]")
"""A letter, a digit, or the dash that stands where there is nothing to say."""
_SIDE_BY_SIDE = re.compile(rf"(?<!\s)\s++[{DOTS}|]\s+")
_YEAR_BEHIND = re.compile(r"(?<!,),\s*(?:19|20)\d\d\Z")
"""What is left of a day behind a venue where only the year is known."""

_ANNOUNCED = ("title", "authors", "abstract", "topics", "furniture", *OF_VENUE)
"""The fields whose label says what the lines behind it are."""
_MOST_LINES = 60
"""Lines before a citation among which its people and its title stand."""
_MANY = 4
_SHORT = 4
"""Words of the longest label, badge or eyebrow."""


class UnitLines:
    """The lines of a unit, each with its role where its words or a place of labels leave no doubt.

    Attributes:
        lines: in page order.
        date: as printed; several that no label tells apart are all in it, which no reader takes for one.
        other_dates: the words before dates that are not the publication's, such as "Added to this list".
        venue: the parts of the venue line, as printed.
    """

    def __init__(
        self,
        tree: Tree,
        placed: Sequence[tuple[Block, Place]],
        places: PagePlaces,
    ) -> None:
        self._tree = tree
        self._places = places
        self._blocks = [block for block, _ in placed]
        self._named = tree.document.layout.named
        self._facts = [fact(block) for block in self._blocks]
        self._has_venue = any(map(is_venue, self._facts))
        self._is_whole = any(is_venue(text) and not is_bracketed_status(text) for text in self._facts)
        self._has_date = any(map(is_date, self._facts))
        self._is_told = any("venue" in (label(b.text), unlabelled(b)[0]) for b in self._blocks)
        self._dates: dict[int, str] = {}
        self._announced: str | None = None
        self._reach: Place = ()
        self._label: Place = ()
        self._shared: Place = ()
        self._around: tuple[int, ...] = ()
        self._first: tuple[tuple[int, ...], Place] | None = None
        self._lead = next((i for i, b in enumerate(self._blocks) if not (label(b.text) or is_date(b.text))), 0)
        self.lines: list[Line] = []
        self._peopled: set[Place] = set()
        self._hosts = Hosts(tree, places, self.lines, self._facts, self._peopled)
        self.date: str | None = None
        self.venue: list[str] = []
        self._status: str | None = None
        for block, place in placed:
            self._add(block, place)
        self._find_host()
        self.other_dates: frozenset[str] = frozenset()
        self._tell_dates_apart()

    @property
    def datetime(self) -> str | None:
        """What the page says of the date for machines."""
        return next((self._blocks[i].datetime for i, text in self._dates.items() if text == self.date), None)

    def _add(self, block: Block, place: Place) -> None:
        if block.mark:
            self.lines.append(Line(unlabelled(block)[1], place, self._marked(block.mark, block)))
            return
        own = "venue" if block.text in self._places.announcing else None
        kind = None if self._is_announced_status(block) else label(block.text) or own
        labels = (place, block.text) in self._places.labels and not has_profile(block)
        if kind or (labels and len(block.text.split()) < _SHORT):
            self._announced = kind if kind in _ANNOUNCED else None
            self._reach, self._first = (), None
            self._around = block.path if place else ()
            self._label = place
            self.lines.append(Line(block, place, "label"))
            return
        if says_nothing(self._facts[len(self.lines)]):
            self._announced = None
            self.lines.append(Line(block, place, "furniture"))
            return
        head, bare_block = self._unlabelled(block)
        if not self._reach and block.path[: len(self._around)] != self._around:
            self._around = ()
        if self._announced and not self._reach:
            self._shared = shared_path((self._label, place))
        self._reach = self._reach or place[:-1] or place
        apart = place[: len(self._reach)] != self._reach and len(place) >= len(self._reach)
        apart = apart or place[: len(self._shared)] != self._shared
        if apart or block.path[: len(self._around)] != self._around:
            self._announced = None  # a label speaks for the element it stands in
        elif self._announced:
            self._first = self._first or (block.path, place)
            self._announced = self._announced if self._speaks_for(block, place) else None
        said = head if head in _ANNOUNCED else self._announced or self._column(block)
        if said in OF_VENUE:
            if self._is_of_venue(said, bare_block):
                self.lines.append(Line(bare_block, place, self._marked(said, bare_block)))
                return
            said = None
        self.lines.append(Line(bare_block, place, None, said))
        behind = len(self.lines) > 1 and self.lines[-2].role == "label" and label(self.lines[-2].text) == "links"
        links = head == "links" or (behind and only_links(block))
        self.lines[-1].role = self._fact(block) or ("links" if links else self._sure(self.lines[-1]))
        self._peopled.update([place] if self.lines[-1].role == "authors" else ())

    def _unlabelled(self, block: Block) -> tuple[str | None, Block]:
        """Return what the label before a line announces, and the rest; a title may start so, as "People: A Census"."""
        head, rest = unlabelled(block)
        mere = head == "furniture" or (head == "authors" and not are_names(rest))
        return (None, block) if mere and is_set_as_heading(self._tree, block) else (head, rest)

    def _is_announced_status(self, block: Block) -> bool:
        """Say whether a line is the status behind its label, though its word is one that announces a date."""
        said = self._announced if self.lines and self.lines[-1].role == "label" else None
        return "status" in (said, self._column(block)) and is_status(block.text)

    def _column(self, block: Block) -> str | None:
        """Return the field that the head of a table says of the column a line stands in, which no text does."""
        cell = cell_of(self._tree, block) if self._places.columns and not is_prose(block.text) else None
        kind = (
            self._places.columns.get((table_of(self._tree, block), cell.column)) if cell and cell.tag == "td" else None
        )
        if kind == "title" and any(cell_of(self._tree, other) is cell for other in self._blocks[: len(self.lines)]):
            return None  # its first line alone
        return None if kind == "topics" and len(block.text.split()) > _SHORT else kind

    def _is_of_venue(self, kind: str, block: Block) -> bool:
        """Say whether a line may be the venue, the status or the workshop that a label announces."""
        text = fact(block)
        if kind == "status":
            return is_status(text.strip("()"))
        if kind == "workshop" and any("@" in said for said in self._facts if is_venue(said)):
            return False
        return not (
            (self._is_whole and kind == "venue")
            or is_date(text)
            or is_count(text)
            or has_profile(block)
            or len(text) >= 2 * PROSE
            or (is_prose(text) and ends(text) and not names_venue(text))
            or (is_set_as_heading(self._tree, block) and not (is_venue(text) or names_venue(text)))  # nothing announced
        )

    def _find_host(self) -> None:
        """Complete the venue line: a status ends it, wherever it stands, and its venue may stand elsewhere, too."""
        status = self._status
        open_ended = not self._is_whole and all(part.endswith(" @") for part in self.venue)
        if status and open_ended and (line := self._hosts.find()):
            line.role = "venue"
            self.venue.append(_YEAR_BEHIND.sub("", fact(line.block)))
        if not (status or self.venue) and len(self._dates) == 1 and (line := self._hosts.beside(*self._dates)):
            line.role = "venue"
            self.venue.append(fact(line.block))
        if not (status or self.venue) and (line := self._hosts.in_place()):
            line.role = "venue"
            self.venue.append(fact(line.block))
        self.venue += [status] if status and not is_venue(" ".join(self.venue)) else []

    def _speaks_for(self, block: Block, place: Place) -> bool:
        """Say whether a label still speaks: a title is one element, and people stand in one place or list."""
        path, first = self._first or (block.path, place)
        if self._announced in ("title", *OF_VENUE):
            return block.path == path
        lists = [e for e in path if self._tree.tag(e) in ("ul", "ol")]
        listed = (len(place) > 1 and block.path[:-1] == path[:-1]) or (bool(lists) and lists[-1] in block.path)
        return self._announced not in ("authors", "topics", "furniture") or place == first or listed

    def _marked(self, mark: str, block: Block) -> str:
        """Return the role of a line that a layout names, and take it down where it is a fact."""
        text = fact(block)
        if mark == "date":
            self.date = self.date or text
            self._dates[len(self.lines)] = text
        elif mark == "venue":
            self.venue.append(text.rstrip(" ,;"))
        elif mark == "status":
            self._status = text if text.startswith("(") else f"({text})"
        elif mark == "workshop":
            name, *host = _SIDE_BY_SIDE.split(text, maxsplit=1)
            self.venue[:0] = [f"{name.removesuffix('@').rstrip(' ,;')} @", *host]
        return {"status": "venue", "workshop": "venue", "ignore": "furniture"}.get(mark, mark)

    def _fact(self, block: Block) -> str | None:  # noqa: PLR0911  one answer a rule
        """Return `date` or `venue` for a line that is one, and take it down; None for any other."""
        index = len(self.lines) - 1
        text = self._facts[index]
        stamp = is_stamp(block.text) and sum(map(is_date, self._facts)) > 1  # another day is the publication's
        if is_date(text) and not stamp:
            if "date" in self._named:
                return "furniture"
            self._dates[index] = plain_date(text)
            self.date = self.date or self._dates[index]
            return "date"
        dated = index > 0 and (self.lines[index - 1].role == "date" or label(self._blocks[index - 1].text) == "venue")
        if MARKER.search(text) or (is_set_as_heading(self._tree, block) and not self._is_subheading(index, text)):
            return None
        if (
            not (self.lines[-1].place in self._places.venue_leads or dated)
            and index == self._lead
            and any(map(are_names, self._blocks[index + 1 : index + 2]))
        ):
            return None  # a title that ends like a venue
        if text.endswith("@") and len(text) < PROSE and not self.venue:
            return self._marked("workshop", block)  # its host stands in a line of its own
        if not (is_venue(text) or self._completes(index, text)):
            return None
        if "venue" in self._named:
            return "furniture"
        if not is_bracketed_status(text) or not all(part.endswith(" @") for part in self.venue):
            self.venue.append(text.rstrip(" ,;"))
            return "venue"
        before = self.lines[-2] if len(self.lines) > 1 else None
        hosted = self._places.host is None or self._places.beside == ("status", -1)
        hosted = hosted and not (self._is_told or self._hosts.known())
        if before and hosted and before.role in (None, "links") and self._hosts.may_be(before):
            before.role = "venue"
            self.venue.append(fact(before.block))
        return self._marked("status", self._blocks[index])

    def _is_subheading(self, index: int, text: str) -> bool:
        """Say whether a line set as a heading is a venue: behind the title in its heading, or behind a date."""
        before = [line for line in self.lines[:index] if any(map(str.isalnum, line.text))]
        block = self._blocks[index]
        shares = any(line.role is None and self._tree.same_heading(line.block, block) for line in before)
        if shares and block.path != before[0].block.path:
            return is_venue(text) or (names_venue(text) and before[-1].role == "date")
        others = (b for i, b in enumerate(self._blocks) if i != index)
        headed = any(is_set_as_heading(self._tree, b) and not (is_venue(b.text) or is_date(b.text)) for b in others)
        behind = [line.role for line in before[-1:]] == ["date"]
        return (is_venue(text) or names_venue(text)) and behind and headed

    def _completes(self, index: int, text: str) -> bool:
        """Say whether a line is the status because it follows the venue, or the venue because it follows the date."""
        block = self._blocks[index]
        if self.venue:
            split = last_parenthesis(text)
            status = is_status(split[1]) if split and not split[0] else is_lone_status(text)
            return status and not last_parenthesis(self.venue[-1])
        # a date that leads the card is followed by its title; elsewhere it may be followed by topics or counts
        leads = self._lead >= index - 1 and self.lines[-1].place not in self._places.venue_columns
        said = (self._facts[i] for i in range(index - 1, -1, -1) if _SAYS.search(self._facts[i]))
        before = "" if leads else next(said, "")
        late = not self._first_open(index) or self._is_subheading(index, text)
        if self._has_date and not self._has_venue and late and names_venue(text):
            return True
        return (
            not self._has_venue
            and (not self._places.venues or self.lines[-1].place in self._places.venues)
            and self.date is not None
            and (before == self.date or label(before) == "venue")
            and not is_prose(text)
            and not (label(text.partition(":")[0]) or has_profile(block) or only_links(block))
        )

    def _first_open(self, index: int) -> bool:
        """Say whether a line is the first that may be a title."""
        return index == self._lead or all(line.role for line in islice(self.lines, index))

    def _sure(self, line: Line) -> str | None:  # noqa: PLR0911  one answer a rule
        """Return the role of a line that is no fact, where its words leave no doubt; the first may be a title."""
        block = line.block
        if line.announced in ("topics", "furniture"):
            return line.announced
        if MARKER.search(block.text):
            return "abstract"
        if not any(map(str.isalnum, block.text)):
            behind = len(self.lines) > 1 and MARKER.search(self.lines[-2].text)
            return "abstract" if behind and ends(block.text) else "furniture"  # the full stop behind what unfolds
        text = block.text
        if (
            is_furniture(text)
            or is_count(text)
            or is_number(text)
            or is_caption(text)
            or is_note(text)
            or is_stamp(text)
            or is_session(text)
        ):
            return "furniture"
        if MARK.match(text) and is_affiliation(text):
            return "furniture"
        owned = self._tree.names_owner(block)
        if ((has_profile(block) or owned) and are_names(block)) or (owned and are_glued_names(block)):
            return "authors"
        return self._sure_of_words(block)

    def _sure_of_words(self, block: Block) -> str | None:
        index = len(self.lines) - 1
        if is_citation(block, self._blocks[max(index - _MOST_LINES, 0) : index]):
            return "furniture"
        if is_badge(block.text):
            return "badge"
        leads = not any(other.role in (None, "authors", "abstract") for other in self.lines[:-1])
        return "links" if not leads and is_button(self._tree, block) else None

    def _tell_dates_apart(self) -> None:
        if len(set(self._dates.values())) < 2:  # noqa: PLR2004  one date
            return
        self.date = _one_of(self._blocks, self._dates)
        if self.date in self._dates.values():
            self.other_dates = frozenset(self._words_before(i) for i, text in self._dates.items() if text != self.date)
        for i in self._dates:
            if i and self.lines[i - 1].role is None and len(self._blocks[i - 1].text.split()) < _SHORT:
                self.lines[i - 1].role = "label"

    def _words_before(self, index: int) -> str:
        """Return the words that announce a date, in its line or in the one before; "" where that is known otherwise."""
        before = self.lines[index - 1] if index else None
        said = self.lines[index].text.removesuffix(self._dates[index]).strip()
        return said or (before.text if before and before.role is None else "")

    def leave_out_date(self, words: Collection[str]) -> None:
        """Take no date that is announced by words which announce another date than the publication's elsewhere."""
        if self._dates and all((said := self._words_before(i)) and said in words for i in self._dates):
            self.date = None


def _one_of(blocks: Sequence[Block], dates: Mapping[int, str]) -> str:
    """Return the date that a label calls the publication's; all of them, which no reader takes for one, without it."""
    told = {
        date
        for i, date in dates.items()
        if label(blocks[i].text.removesuffix(date)) == "date"
        or unlabelled(blocks[i])[0] == "date"
        or (i and label(blocks[i - 1].text) == "date")
    }
    return told.pop() if len(told) == 1 else " / ".join(dict.fromkeys(dates.values()))


def strip_prepositions(units: Sequence[UnitLines]) -> None:
    """Take off the words that stand before venues: "Published in", a small "in", or "In" and "Where:" before several.

    Where all venues are one, the words are its own, as in "Robotics: Science and Systems".
    """
    venues = [unit.venue for unit in units if unit.venue]
    for venue in venues:
        venue[0] = _APPEARED.sub("", venue[0])
        if venue[0][:1].islower() and (found := _PREPOSITION.match(venue[0])) and venue[0][found.end() :][:1].isupper():
            venue[0] = venue[0][found.end() :]
    if len({venue[0] for venue in venues}) < 2:  # noqa: PLR2004  one venue
        return
    led = 2 * sum(_PREPOSITION.match(venue[0]) is not None for venue in venues) > len(venues)
    told = {venue[0] for venue in venues if _PREPOSITION.match(venue[0]) and _names_known(venue[0])}
    heads = {venue[0].partition(": ")[0] for venue in venues}
    for venue in venues:
        if led or (len(told) > 1 and venue[0] in told):
            venue[0] = _PREPOSITION.sub("", venue[0])
        elif len(heads) == 1 and ": " in venue[0]:
            venue[0] = venue[0].partition(": ")[2]


def _names_known(venue: str) -> bool:
    """Say whether a venue is known by its name without the preposition before it, and perhaps a workshop."""
    return names_venue(_PREPOSITION.sub("", venue).rpartition(" @ ")[2])
