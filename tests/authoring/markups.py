"""Whole Mila pages in every markup: `MARKUPS[name](publications, language="en", ...)`."""

from collections.abc import Callable, Sequence
from functools import partial

from tests.authoring.abstracts import Toggle
from tests.authoring.cards import Markup
from tests.authoring.frame import Kind, Pager, Place, framed
from tests.authoring.layouts import MILA_MARKUPS
from tests.authoring.people import NOEMIE, Person
from tests.authoring.publications import InventedPublication, Language

TOGGLES: tuple[Toggle, ...] = ("button", "link", "spans", "text", "script")
"""Every way to fold an abstract."""

PAGERS: tuple[Pager, ...] = ("rel", "plain", "numbers")
"""Every way to link the next page."""


def render(
    publications: Sequence[InventedPublication],
    *,
    markup: Markup,
    language: Language,
    kind: Kind = "listing",
    page: int = 0,
    last_page: int = 0,
    furniture: bool = True,
    toggle: Toggle = "button",
    pager: Pager = "rel",
    person: Person = NOEMIE,
) -> str:
    """Return one page of a Mila site.

    Args:
        publications: what the page lists, in order.
        markup: how its cards are made.
        language: of the furniture, the marker and the directory links.
        kind: the listing, or the profile of `person`.
        page: 0-based.
        last_page: 0-based; the pager is left out when it is 0.
        furniture: whether menu, banners, cookies, topics, news and footer stand round the list.
        toggle: how longer abstracts are folded.
        pager: how the next page is linked.
        person: whose profile it is.
    """
    place = Place(language=language, kind=kind, page=page, last_page=last_page, person=person)
    cards = markup.cards(publications, language=language, toggle=toggle)
    return framed(place, cards, pager=pager, furniture=furniture)


Renderer = Callable[..., str]
"""`render` with its markup chosen."""

MARKUPS: dict[str, Renderer] = {name: partial(render, markup=markup) for name, markup in MILA_MARKUPS.items()}
"""A renderer for each Mila markup."""
