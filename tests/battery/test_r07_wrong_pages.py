"""Pages that look right and are wrong: nothing of them is published, no record is missed, and the reason is named."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from pubcrawl.gate.advice import ADVICE
from pubcrawl.pages.amii import AmiiPage
from pubcrawl.pages.mila import MilaPage
from tests.battery import wrong_pages as wrong
from tests.battery.notices import CONSENT, DIRECTORY, LOGIN, PARKED, SHELL, TRACE
from tests.battery.scene import SITES, Scene, scene

pytestmark = pytest.mark.family("R7")

NOBODY = "http://127.0.2.9:9"
"""Where nobody listens."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


@contextmanager
def broken() -> Iterator[None]:
    """Let the readers of pages have a bug."""

    def fails(_: object) -> None:
        raise ZeroDivisionError("planted")

    with pytest.MonkeyPatch.context() as patch:
        for page in (AmiiPage, MilaPage):
            patch.setattr(page, "fields", fails)
        yield


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of wrong pages.

    Attributes:
        code: how a run ends that meets them.
        amii: why the round-ups are refused; None where the page is mended, and what it says is known.
        mila: why the listings are refused.
        pages: what each site answers.
        within: what is wrong with the program.
        urls: where the sites are said to be instead.
        fast: the run is in the everyday suite.
    """

    code: int
    amii: str | None
    mila: str
    pages: wrong.Wrong = lambda _: {}
    within: Callable[[], AbstractContextManager[object]] = nullcontext
    urls: dict[str, str] | None = None
    fast: bool = False

    def reason(self, site: str) -> str | None:
        return self.amii if site == "amii" else self.mila


def plain(text: str) -> str:
    """A text without its line breaks and columns."""
    return " ".join(text.split())


KINDS: dict[str, Kind] = {
    "maintenance with 503": Kind(code=4, amii="unreachable", mila="unreachable", pages=wrong.everywhere(wrong.busy)),
    "maintenance with 200": Kind(
        code=4, amii="maintenance", mila="maintenance", pages=wrong.everywhere(wrong.worked_on), fast=True
    ),
    "consent wall": Kind(code=3, amii="empty", mila="empty", pages=wrong.everywhere(wrong.notice(CONSENT)), fast=True),
    "login": Kind(code=5, amii="drift", mila="empty", pages=wrong.on_pages(wrong.notice(LOGIN))),
    "home page": Kind(code=5, amii="drift", mila="soft_404", pages=wrong.on_pages(wrong.home)),
    "challenge with 200": Kind(
        code=4, amii="challenge", mila="challenge", pages=wrong.everywhere(wrong.challenged), fast=True
    ),
    "challenge with 403": Kind(code=4, amii="refused", mila="refused", pages=wrong.everywhere(wrong.forbidden)),
    "empty list": Kind(code=5, amii="drift", mila="empty", pages=wrong.on_pages(wrong.empty_list)),
    "half a list": Kind(code=5, amii="drift", mila="shrunk", pages=wrong.half_a_list),
    "first page only": Kind(code=3, amii="shrunk", mila="shrunk", pages=wrong.first_page_only, fast=True),
    "script without text": Kind(code=3, amii="empty", mila="empty", pages=wrong.on_pages(wrong.notice(SHELL))),
    "other language": Kind(code=5, amii="uncovered", mila="language_mix", pages=wrong.other_language),
    "other institute": Kind(
        code=4, amii="other_site", mila="other_site", pages=wrong.on_pages(wrong.other_institute), fast=True
    ),
    "old copy": Kind(code=3, amii="shrunk", mila="shrunk", pages=wrong.rolled_back),
    "every other page redesigned": Kind(code=5, amii="drift", mila="drift", pages=wrong.half_uncued),
    "redesigned": Kind(code=5, amii="drift", mila="drift", pages=wrong.uncued, fast=True),
    "mojibake": Kind(code=3, amii=None, mila="quarantine", pages=wrong.rewritten(wrong.mojibake)),
    "every page the same": Kind(code=3, amii="shrunk", mila="trap", pages=wrong.on_pages(wrong.same_page)),
    "lorem ipsum": Kind(code=5, amii="shrunk", mila="shrunk", pages=wrong.edited(wrong.lorem)),
    "half a page": Kind(code=4, amii="cut_short", mila="cut_short", pages=wrong.resent(wrong.cut)),
    "half a page, half a tag": Kind(
        code=4, amii="cut_short", mila="cut_short", pages=wrong.resent(wrong.cut_in_tag), fast=True
    ),
    "half a packed page": Kind(code=4, amii="unreachable", mila="unreachable", pages=wrong.resent(wrong.cut_packed)),
    "error document": Kind(code=5, amii="empty", mila="drift", pages=wrong.everywhere(wrong.error_document)),
    "index of a directory": Kind(code=3, amii="empty", mila="empty", pages=wrong.everywhere(wrong.notice(DIRECTORY))),
    "parked domain": Kind(code=3, amii="empty", mila="empty", pages=wrong.everywhere(wrong.notice(PARKED))),
    "stack trace": Kind(code=5, amii="drift", mila="empty", pages=wrong.on_pages(wrong.notice(TRACE))),
    "no authors": Kind(code=5, amii="uncovered", mila="drift", pages=wrong.edited(wrong.unsigned)),
    "one date for all": Kind(code=3, amii="same_date", mila="same_date", pages=wrong.redated, fast=True),
    "one title for all": Kind(code=5, amii="shrunk", mila="shrunk", pages=wrong.edited(wrong.untitled)),
    "a bug of ours": Kind(code=1, amii="errors", mila="errors", within=broken),
    "nobody there": Kind(code=4, amii="unreachable", mila="unreachable", urls=dict.fromkeys(SITES, NOBODY)),
    "robots.txt fails": Kind(code=4, amii="unreachable", mila="unreachable", pages=wrong.robots_fail),
}


@pytest.mark.parametrize(
    "name", [name if kind.fast else pytest.param(name, marks=pytest.mark.long) for name, kind in KINDS.items()]
)
def test_wrong_pages_change_nothing_and_are_named(
    world: Scene, tmp_path: Path, record_property: Callable[[str, object], None], name: str
) -> None:
    kind = KINDS[name]
    answers = {site: kind.pages(site) for site in SITES}
    left = world.play(tmp_path, answers, "-s", "RETRY_TIMES=0", urls=kind.urls, within=kind.within)
    assert (left.ended.code, left.report["code"], left.report["published"]) == (kind.code, kind.code, False), left.ended
    assert left.same
    assert "Traceback" not in left.ended.err
    for site in SITES:
        reason = kind.reason(site)
        told = left.site(site)
        assert (told["verdict"], left.reasons(site)[:1]) == (("block", [reason]) if reason else ("pass", [])), told
        assert [p["message"] for p in told["problems"] if p["message"] not in plain(left.ended.out)] == []
    refused = {site: reason for site in SITES if (reason := kind.reason(site))}
    named = ", ".join(f"{site} ({reason})" for site, reason in refused.items())
    then = "; ".join(dict.fromkeys(ADVICE[reason] for reason in refused.values()))
    assert left.last_line == f"nothing published, release 000001 stays: refused {named}. Next: {then}"
    record_property("cases", len(SITES))


def test_pages_that_are_right_pass(world: Scene, tmp_path: Path) -> None:
    """What the kinds above are made from is refused for nothing else."""
    left = world.play(tmp_path, {site: wrong.edited(lambda entry: entry)(site) for site in SITES})
    assert (left.ended.code, left.same, left.last_line) == (0, True, "nothing new: release 000001 stays")
    assert [left.site(site)["problems"] for site in SITES] == [[], [], []]
