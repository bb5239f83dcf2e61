"""What goes wrong with a site on a night: what it answers then, and the exit code that is documented for it."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from pubcrawl.fixture_server import Reply
from tests.authoring.bad_pages import challenge, maintenance
from tests.battery.printing import PLAIN, Pages, printed, reply
from tests.battery.truth import RoundupSite, TrueSite
from tests.pages.test_markups import without_cues


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """One kind of bad night.

    Attributes:
        name: what it is.
        code: how a run ends that meets it.
        answers: what the site answers to each address, given its layout and the time.
        only_whole: a run that stops early may not meet it.
        dead: nobody listens at the site's address.
    """

    name: str
    code: int
    answers: Callable[[TrueSite, int, datetime], Pages] = printed
    only_whole: bool = False
    dead: bool = False


def _all(site: TrueSite, layout: int, at: datetime, bad: Callable[[str, Reply], Reply]) -> Pages:
    pages = printed(site, layout, at)
    return {url: page if url == "/robots.txt" else bad(url, page) for url, page in pages.items()}


def _outage(site: TrueSite, layout: int, at: datetime) -> Pages:
    return _all(site, layout, at, lambda _url, _page: reply("busy", at, PLAIN, status=503))


def _maintenance(site: TrueSite, layout: int, at: datetime) -> Pages:
    return _all(site, layout, at, lambda url, _: reply(maintenance(url, "en", status=200).body, at))


def _challenge(site: TrueSite, layout: int, at: datetime) -> Pages:
    asked = challenge("/")
    return _all(site, layout, at, lambda _url, _page: reply(asked.body, at, headers=asked.headers))


def _redesign(site: TrueSite, layout: int, at: datetime) -> Pages:
    """A new layout without the cues: on a listing none of them, in a round-up no authors and no links."""
    if not isinstance(site, RoundupSite):
        return _all(site, layout, at, lambda _, page: reply(without_cues(page.body.decode()), at))
    bare = copy(site)
    bare.listed = [replace(r, facts=replace(r.facts, authors=(), link=None)) for r in site.listed]
    return printed(bare, layout, at)


def _robots_fail(site: TrueSite, layout: int, at: datetime) -> Pages:
    return printed(site, layout, at) | {"/robots.txt": reply("busy", at, PLAIN, status=503)}


def _half(site: TrueSite, layout: int, at: datetime) -> Pages:
    """Half of the list is missing: its second half, or every other paper of a round-up."""
    cut = copy(site)
    cut.listed = site.listed[::2] if isinstance(site, RoundupSite) else site.listed[: len(site.listed) // 2]
    return printed(cut, layout, at)


def _one_page_fails(site: TrueSite, layout: int, at: datetime) -> Pages:
    pages = printed(site, layout, at)
    deep = min(url for url in pages if "?page=2" in url or "-at-" in url)
    return pages | {deep: reply("oops", at, PLAIN, status=500)}


MISHAPS: tuple[Mishap, ...] = (
    Mishap(name="outage", code=4, answers=_outage),
    Mishap(name="dead host", code=4, dead=True),
    Mishap(name="robots.txt fails", code=4, answers=_robots_fail),
    Mishap(name="maintenance", code=4, answers=_maintenance),
    Mishap(name="challenge", code=4, answers=_challenge),
    Mishap(name="redesign", code=5, answers=_redesign),
    Mishap(name="half a list", code=3, answers=_half, only_whole=True),
    Mishap(name="one page fails", code=4, answers=_one_page_fails, only_whole=True),
)
