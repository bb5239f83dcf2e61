"""The sites whose pages we can read, found by what the page classes of this package declare."""

import pkgutil
from functools import cache
from importlib import import_module

from pubcrawl import pages
from pubcrawl.errors import WrongOrder
from pubcrawl.pages.page import Page


@cache
def page_classes() -> dict[str, type[Page]]:
    """Return the page class of each site by name, sorted; a new file in `pages/` is all a new institute needs."""
    modules = [import_module(f"{pages.__name__}.{m.name}") for m in pkgutil.iter_modules(pages.__path__)]
    found = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    classes = {site: c for c in found if issubclass(c, Page) for site in vars(c).get("sites", ())}
    return dict(sorted(classes.items()))


def page_class(site: str) -> type[Page]:
    """Return the class that reads the pages of a site.

    Raises:
        WrongOrder: no class declares the site; the message names those that are declared.
    """
    try:
        return page_classes()[site]
    except KeyError:
        raise WrongOrder(f"unknown site {site!r}: the sites are {', '.join(page_classes())}") from None
