"""What a user may give a crawl, `-s` settings and `-a` spider arguments: their names, and how their values are read.

All of it is checked before anything is fetched. Scrapy takes any name and says nothing of one that nobody reads.
"""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from scrapy.settings import Settings, default_settings

from pubcrawl import settings
from pubcrawl.errors import WrongOrder
from pubcrawl.gate.thresholds import Thresholds
from pubcrawl.runs.order import Order
from pubcrawl.settings import whole_number
from pubcrawl.spiders.sites import spider, spiders
from pubcrawl.text.words import did_you_mean

READ_AS_FLOAT = frozenset(("DNS_TIMEOUT", "DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT"))
"""Settings whose default has no point and that Scrapy reads with one."""

_MAY_BE_NEGATIVE = frozenset(("DEPTH_PRIORITY",))
"""Numbers among our settings that mean something below 0."""


def checked(order: Order) -> Order:
    """Return the order with its sites by name, each once, and without arguments that the order has a place for.

    Raises:
        WrongOrder: a name is no site's, no setting's or no argument's, or a value cannot be.
    """
    sites = list(dict.fromkeys(order.sites or spiders()))
    for name in (*sites, *order.site_urls):
        spider(name)
    check_settings(order.settings)
    _check_names(sites, order.arguments)
    for site in sites:
        spider(site)(**arguments_for(site, {**_address(order, site), **order.arguments}))
    return _placed(replace(order, sites=sites))


def arguments_for(site: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the arguments that a site's spider takes."""
    return {name: said for name, said in arguments.items() if name in spider(site).arguments()}


def _address(order: Order, site: str) -> dict[str, str]:
    return {"site_url": order.site_urls[site]} if site in order.site_urls else {}


def _check_names(sites: list[str], arguments: Mapping[str, str]) -> None:
    taken = {site: spider(site).arguments() for site in sites}
    there = sorted(frozenset().union(*taken.values()))
    for name in sorted(arguments.keys() - set(there)):
        whose, takes = ("no spider has an", "they take") if len(sites) > 1 else (f"{sites[0]} has no", "it takes")
        raise WrongOrder(f"{whose} argument {name!r}:{did_you_mean(name, there)} {takes} {', '.join(there)}")


def _placed(order: Order) -> Order:
    """Return the order with what its arguments say of pages and addresses where a run looks for it."""
    arguments = dict(order.arguments)
    if limit := arguments.pop("limit_pages", None):
        order = replace(order, limit_pages=int(limit))
    if url := arguments.pop("site_url", None):
        if len(order.sites) != 1:
            raise WrongOrder("site_url is the address of one site: say --site-url SITE=URL")
        order = replace(order, site_urls={**order.site_urls, order.sites[0]: url})
    return replace(order, arguments=arguments)


def check_settings(given: Mapping[str, object]) -> None:
    """Check settings that a user gives by their names, and by the kind of value they have without.

    Raises:
        WrongOrder: a setting is neither Scrapy's nor ours, or Scrapy could not read its value.
    """
    defaults = {n: v for n, v in {**vars(default_settings), **Thresholds.settings()}.items() if n.isupper()}
    ours = {n: v for n, v in vars(settings).items() if n.isupper()}
    for name, said in given.items():
        if name not in defaults | ours:
            near = did_you_mean(name, defaults | ours)
            raise WrongOrder(f"there is no setting {name}" + (f":{near}" if near else " of Scrapy's or ours"))
        known = [there[name] for there in (defaults, ours) if name in there]
        least = -math.inf if name in _MAY_BE_NEGATIVE or name not in ours else 0
        _check_value(name, str(said), known, least=least)


def _check_value(name: str, said: str, defaults: Sequence[object], *, least: float) -> None:
    kinds = set(map(type, defaults))
    if bool in kinds:
        boolean(name, said)
    elif float in kinds or name in READ_AS_FLOAT:
        _check_number(name, said, float, least)
    elif int in kinds and name.startswith("PUBCRAWL_"):
        whole_number(name, said, least=1)
    elif int in kinds:
        _check_number(name, said, int, least)
    elif dict in kinds:
        _check_object(name, said)
    elif any(isinstance(d, list) and d and isinstance(d[0], int) for d in defaults):
        for part in said.split(","):
            _check_number(name, part, int, 0)
    elif name == "LOG_LEVEL" and said not in (levels := logging.getLevelNamesMapping()):
        raise WrongOrder(f"{name} is {said!r}:{did_you_mean(said, levels)} there are {', '.join(levels)}")


def _check_number(name: str, said: str, read: type[int] | type[float], least: float) -> None:
    try:
        number: float = read(said)
    except ValueError:
        number = math.nan
    if not least <= number < math.inf:
        what = "number" if read is float else "whole number"
        raise WrongOrder(f"{name} is {said!r}: it must be a {what}{'' if least else ' of 0 or more'}")


def _check_object(name: str, said: str) -> None:
    try:
        Settings({name: said}).getdict(name)
    except (TypeError, ValueError):
        raise WrongOrder(f"{name} must be an object of JSON") from None  # without what was said: a header is a secret


def boolean(name: str, said: object) -> bool:
    """Return a truth value as Scrapy reads it.

    Raises:
        WrongOrder: it is none.
    """
    try:
        return Settings({name: said}).getbool(name)
    except ValueError:
        raise WrongOrder(f"{name} is {said!r}: it must be True or False") from None
