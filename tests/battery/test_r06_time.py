"""A site that makes us wait for longer than a run may take: the run ends on time, and says that it was the time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from scrapy.extensions.closespider import CloseSpider
from scrapy.utils.asyncio import call_later

from pubcrawl.gate.advice import ADVICE
from tests.battery.scene import Scene, scene
from tests.battery.server import Answer

pytestmark = pytest.mark.family("R6")

SITE = "mila_en"
SECOND_PAGE = "/en/research/publications?page=1"
SECONDS = 10
"""What a run of one second may take in all."""

WAITS: dict[str, tuple[Mapping[str, Answer], tuple[str, ...]]] = {
    "a rest it asks for": ({SECOND_PAGE: Answer(status=429, headers={"Retry-After": "60"})}, ()),
    "a rest after a failure": ({SECOND_PAGE: Answer(status=503)}, ("-s", "PUBCRAWL_BACKOFF=60")),
    "a delay it asks for": ({"/robots.txt": Answer(headers={"Content-Type": "text/plain"}, body=b"User-agent: *\nCrawl-delay: 60\n")}, ()),
    "a rest before robots.txt": ({"/robots.txt": Answer(status=429, headers={"Retry-After": "60"})}, ()),
}  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with scene(tmp_path_factory.mktemp("scene")) as made:
        yield made


@pytest.mark.parametrize("name", WAITS)
def test_a_run_ends_on_time_whatever_it_waits_for(world: Scene, tmp_path: Path, name: str) -> None:
    answers, order = WAITS[name]
    left = world.play(tmp_path, {SITE: answers}, "-s", "CLOSESPIDER_TIMEOUT=1", *order)
    assert left.ended.seconds < SECONDS
    assert (left.ended.code, left.same) == (3, True), left.ended
    assert [(p["reason"], p["message"]) for p in left.site(SITE)["problems"]] == [
        ("incomplete", "the crawl ended early: closespider_timeout")
    ]
    told = f"nothing published, release 000001 stays: refused {SITE} (incomplete). Next: {ADVICE['incomplete']}"
    assert left.last_line == told


@contextmanager
def _late_timer() -> Iterator[None]:
    """Let Scrapy end the run later than we stop to ask for pages; a slow machine does so by a moment."""

    def opened(self: CloseSpider, **_: object) -> None:
        self.task = call_later(self.close_on["timeout"] + 5, self._close_spider, "closespider_timeout")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CloseSpider, "spider_opened", opened)
        yield


def test_a_run_that_is_idle_before_its_time_is_up_is_no_whole_one(world: Scene, tmp_path: Path) -> None:
    answers, order = WAITS["a rest it asks for"]
    left = world.play(tmp_path, {SITE: answers}, "-s", "CLOSESPIDER_TIMEOUT=1", *order, within=_late_timer)
    assert (left.ended.code, left.same) == (3, True), left.ended
    assert [(p["reason"], p["message"]) for p in left.site(SITE)["problems"]] == [
        ("incomplete", "the crawl ended early: closespider_timeout")
    ]
