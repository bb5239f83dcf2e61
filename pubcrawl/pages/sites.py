"""The sites whose pages we can read, found by what the page classes of this package declare."""

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from pubcrawl import pages
from pubcrawl.errors import WrongOrder
from pubcrawl.pages.layout import Layout
from pubcrawl.pages.page import Page
from pubcrawl.text.words import did_you_mean

_PACKAGE = Path(__file__).parents[1]
IS_CHECKOUT = not (_PACKAGE / "fixtures").is_dir()  # a package that was built and installed carries a copy
FIXTURES = (_PACKAGE.parent if IS_CHECKOUT else _PACKAGE) / "fixtures"
"""The folder of the sites' pages: the checkout's own, or the copy that an installed package carries."""


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
        near = did_you_mean(site, page_classes())
        raise WrongOrder(f"unknown site {site!r}:{near} the sites are {', '.join(page_classes())}") from None


def layout_of_site(site: str, path: Path | None = None) -> Layout:
    """Return the layout that a person wrote: of the file `path`, or beside the site's fixtures; one that says nothing.

    Raises:
        WrongOrder: the file is not there, or is no layout.
    """
    file = path or FIXTURES / site / "layout.toml"
    try:
        return Layout.parse(file.read_text(encoding="utf-8"), str(file))
    except OSError as exc:
        if path is None:
            return Layout()
        raise WrongOrder(f"{file}: {exc.strerror or exc}") from None
    except UnicodeDecodeError:
        raise WrongOrder(f"{file}: not UTF-8, so no layout") from None
