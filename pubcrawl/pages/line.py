"""A line of a unit while its role is being found, and the roles it may have."""

from dataclasses import dataclass

from pubcrawl.pages.document import Block
from pubcrawl.pages.places import Place

ROLES = ("title", "authors", "abstract", "date", "venue", "links", "label", "badge", "topics", "furniture", "unknown")
"""What a line of a unit is. A `badge` says the kind of work, `furniture` is no part of one, nothing tells `unknown`."""


@dataclass(slots=True)
class Line:
    """A line of a unit while its role is being found.

    Attributes:
        block: the line, without the label in front of it.
        place: where it stands in its unit.
        role: one of `ROLES`; None while it is open.
        announced: the field a label announced.
    """

    block: Block
    place: Place
    role: str | None = None
    announced: str | None = None

    @property
    def text(self) -> str:
        """The text of the line."""
        return self.block.text
