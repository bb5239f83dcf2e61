"""When a host may next be asked, on a clock of our own."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

import pytest
from scrapy.exceptions import IgnoreRequest

from pubcrawl.fetching.pace import TICK, Host, Pace

pytestmark = pytest.mark.family("R3")


@dataclass
class World:
    """A clock that moves when somebody sleeps, and what happened on it."""

    gap: float = 0.0
    longest: float = 100.0
    at_once: int = 1
    took: float = 0.0
    now: float = 1000.0
    sleeps: list[float] = field(default_factory=list)
    hosts: defaultdict[str, Host] = field(default_factory=lambda: defaultdict(Host))
    running: bool = True

    def pace(self) -> Pace:
        return Pace(
            gap=self.gap,
            longest=self.longest,
            at_once=self.at_once,
            hosts=self.hosts,
            clock=lambda: self.now,
            sleep=self.sleep,
            running=lambda: self.running,
        )

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds

    async def turns(self, pace: Pace, *hosts: str) -> list[float]:
        """Take turns one after another, each lasting `took`; return when each began."""
        began = []
        for host in hosts:
            async with pace.turn(host):
                began.append(self.now - 1000)
                self.now += self.took
        return began


def test_the_gap_is_left_after_the_end_of_a_request() -> None:
    world = World(gap=2, took=3)
    assert asyncio.run(world.turns(world.pace(), "a", "a", "a")) == [0, 5, 10]


def test_hosts_do_not_wait_for_each_other() -> None:
    world = World(gap=2)
    assert asyncio.run(world.turns(world.pace(), "a", "b", "a")) == [0, 0, 2]


def test_a_crawl_delay_counts_where_it_is_longer_than_the_gap() -> None:
    world = World(gap=2)
    pace = world.pace()
    pace.slow("a", 7)
    pace.slow("b", 1)
    assert asyncio.run(world.turns(pace, "a", "a", "b", "b")) == [0, 7, 7, 9]


def test_a_failed_request_ends_like_any_other() -> None:
    world = World(gap=2, took=3)
    pace = world.pace()

    async def fail() -> None:
        async with pace.turn("a"):
            world.now += 3
            raise OSError("reset")

    with pytest.raises(OSError, match=r"^reset$"):
        asyncio.run(fail())
    assert asyncio.run(world.turns(pace, "a")) == [5]


def test_a_paused_host_rests_as_a_whole_and_the_longest_pause_counts() -> None:
    world = World()
    pace = world.pace()
    assert [pace.pause("a", seconds) for seconds in (10, 4, 12)] == [10, 0, 2]
    assert asyncio.run(world.turns(pace, "b", "a", "a")) == [0, 12, 12]


def test_two_paces_share_what_is_owed_to_a_host() -> None:
    world = World(gap=1)
    world.pace().pause("a", 5)
    assert asyncio.run(world.turns(world.pace(), "a")) == [5]


def test_waiting_sleeps_in_ticks_and_does_not_spin() -> None:
    world = World()
    pace = world.pace()
    pace.pause("a", 3 * TICK + 0.5)
    asyncio.run(world.turns(pace, "a"))
    assert world.sleeps == [TICK, TICK, TICK, 0.5]


def test_a_host_closed_for_too_long_is_given_up_at_once() -> None:
    world = World(longest=100)
    pace = world.pace()
    pace.pause("a", 100.5)
    with pytest.raises(IgnoreRequest, match=r"^a wants to be left alone for another 100 seconds$"):
        asyncio.run(world.turns(pace, "a"))
    assert world.sleeps == []


def test_a_stopped_run_waits_for_nobody() -> None:
    world = World()
    pace = world.pace()
    pace.pause("a", 50)

    async def stop() -> None:
        async with pace.turn("b"):
            world.running = False

    asyncio.run(stop())
    with pytest.raises(IgnoreRequest, match=r"^the run was stopped$"):
        asyncio.run(world.turns(pace, "a"))


def test_an_ended_pace_gives_no_turns_and_says_why() -> None:
    world = World()
    pace = world.pace()
    pace.end("a refused us")
    with pytest.raises(IgnoreRequest, match=r"^a refused us$"):
        asyncio.run(world.turns(pace, "a"))


@pytest.mark.parametrize(("at_once", "most"), [(1, 1), (2, 2)])
def test_only_so_many_requests_to_a_host_are_under_way(at_once: int, most: int) -> None:
    world = World(at_once=at_once)
    pace = world.pace()
    under_way, seen = set[int](), []

    async def ask(number: int) -> None:
        async with pace.turn("a"):
            under_way.add(number)
            await asyncio.sleep(0)
            seen.append(len(under_way))
            under_way.remove(number)

    async def together() -> None:
        await asyncio.gather(*map(ask, range(5)))

    asyncio.run(together())
    assert (len(seen), max(seen)) == (5, most)


def test_those_who_wait_together_leave_one_by_one_in_order() -> None:
    world = World(gap=2)
    pace = world.pace()

    async def together() -> list[list[float]]:
        return await asyncio.gather(*(world.turns(pace, "a") for _ in range(3)))

    assert asyncio.run(together()) == [[0], [2], [4]]
