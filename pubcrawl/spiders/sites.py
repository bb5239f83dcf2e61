"""The sites we know by name, and the spider of each."""

from functools import cache

from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from pubcrawl.errors import WrongOrder
from pubcrawl.spiders.institute import InstituteSpider
from pubcrawl.text.words import did_you_mean


def project_settings() -> Settings:
    """Return the project's settings, wherever the command is called from."""
    settings = Settings()
    settings.setmodule("pubcrawl.settings", priority="project")
    return settings


@cache
def spiders() -> dict[str, type[InstituteSpider]]:
    """Return the spider of each site by name, sorted; a new file in `spiders/` is all a new site needs."""
    loader = SpiderLoader.from_settings(project_settings())
    return {name: loader.load(name) for name in sorted(loader.list())}  # type: ignore[misc]


def spider(name: str) -> type[InstituteSpider]:
    """Return the spider of a site.

    Raises:
        WrongOrder: no spider has that name; the message names those there are.
    """
    try:
        return spiders()[name]
    except KeyError:
        near = did_you_mean(name, spiders())
        raise WrongOrder(f"unknown site {name!r}:{near} the sites are {', '.join(spiders())}") from None
