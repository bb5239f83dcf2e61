"""Random sequences of what can befall a dataset end in that of one undisturbed run, and nothing false is said."""

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.battery.forked import run
from tests.battery.ledger import WHOLE_RUNS
from tests.battery.moments import SITES, Sites, serving_sites
from tests.battery.seed import SEED
from tests.battery.sequence import Story, content

pytestmark = pytest.mark.family("R19")

STEPS = (
    *("run",) * 4,
    *("sweep", "one site", "stopped run", "stopped run", "stopped sweep", "rollback", "lost pointer", "upgrade"),
    *("outage", "outage of all", "outage over", "change", "change", "change"),
)


def take(story: Story, step: str) -> None:
    """Let one thing happen."""
    story.steps.append(f"{story.world.now:%m-%d %H} {step}")
    match step:
        case "run" | "stopped run":
            story.run(struck=step != "run")
        case "sweep" | "stopped sweep":
            story.run(full=True, struck=step != "sweep")
        case "one site":
            story.run(sites=(story.rng.choice(SITES),))
        case "rollback" if story.releases:
            story.roll_back()
        case "lost pointer" if story.seen and not story.lost:
            story.lose_pointer()
        case "change":
            story.change()
        case _:
            turn(story, step)


def turn(story: Story, step: str) -> None:
    """Let sites go out or come back, or the program be upgraded."""
    match step:
        case "outage":
            story.out.add(story.rng.choice(SITES))
        case "outage of all":
            story.out |= set(SITES)
        case "outage over":
            story.out.clear()
        case "upgrade":
            story.earlier = False


def sequence(folder: Path, number: int) -> Counter[str]:
    """Live through one sequence to its end; return how often what happened."""
    rng = random.Random(f"{SEED}-sequence-{number}")  # noqa: S311  the same sequences every time
    with serving_sites(folder) as server:
        story = Story(folder=folder, world=Sites(server), rng=rng)
        story.earlier = rng.random() < 1 / 3
        steps = [rng.choice(("run", "stopped run")), *rng.choices(STEPS, k=rng.randint(5, 10))]
        try:
            for step in steps:
                take(story, step)
                story.pass_time()
            ends_like_an_undisturbed_run(story)
        except AssertionError as exc:
            exc.add_note(f"sequence {number}: {'; '.join(story.steps)}")
            raise
    return Counter(steps)


def ends_like_an_undisturbed_run(story: Story) -> None:
    """Two sweeps with nothing in their way, for a record counts as gone when two have missed it; then a quiet night."""
    story.earlier = False
    story.out.clear()
    for _ in range(WHOLE_RUNS):
        story.steps.append(f"{story.world.now:%m-%d %H} the end")
        story.run(full=True)
        story.pass_time(24)
    alone = Story(folder=story.folder / "alone", world=story.world, rng=story.rng, states=story.states)
    alone.run()
    assert content(story.exports) == content(alone.exports)
    story.pass_time(1)
    seen = story.seen
    ended = story.run()
    assert (json.loads(ended.out)["published"], story.seen) == (False, seen)
    checked = run(["validate", "--exports", str(story.exports)], story.folder / "said")
    assert checked.code == 0, checked


@pytest.mark.parametrize(
    "numbers",
    [
        *(pytest.param([n], id=f"{n}", marks=() if n < 1 else pytest.mark.long) for n in range(12)),
        *(pytest.param(range(n, n + 47), id=f"{n} to {n + 46}", marks=pytest.mark.long) for n in range(12, 200, 47)),
    ],
)
def test_a_sequence_ends_like_one_undisturbed_run(
    tmp_path: Path, numbers: list[int], record_property: Callable[[str, object], None]
) -> None:
    happened = Counter[str]()
    for number in numbers:
        happened += sequence(tmp_path / f"{number}", number)
    record_property("cases", len(numbers))
    if len(numbers) > 1:
        told = ", ".join(f"{times} times {step}" for step, times in sorted(happened.items()))
        record_property("seen", f"{len(numbers)} sequences: {told}")
