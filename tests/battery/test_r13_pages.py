"""Generated pages: whatever bytes a site sends, reading them ends well."""

from collections import Counter
from collections.abc import Callable

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings

from tests.battery.seed import SEED
from tests.battery.wild_pages import wild_pages
from tests.battery.wild_reading import WildPage, check

pytestmark = pytest.mark.family("R13")

Record = Callable[[str, object], None]

PARTS = 20
ALL = 20_000
FEW = 300


def read_many(count: int, seed: int) -> Counter[str]:
    """Check as many generated pages and return how many of them ended how."""
    ends: Counter[str] = Counter()

    @hypothesis.seed(seed)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(page=wild_pages())
    def every(page: WildPage) -> None:
        reading = check(page)
        ends[next(iter(reading.said), "read")] += 1
        ends["records"] += len(reading.drafts)
        ends["refused"] += sum(map(bool, reading.reasons))
        ends["pages"] += 1

    every()
    return ends


def test_a_few_hundred_pages(record_property: Record) -> None:
    ends = read_many(FEW, SEED)
    record_property("cases", ends["pages"])
    assert ends["pages"] >= FEW
    assert ends["records"] > FEW // 3
    assert ends["refused"]


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_twenty_thousand_pages(part: int, record_property: Record) -> None:
    ends = read_many(ALL // PARTS, SEED * 1000 + part)
    record_property("cases", ends["pages"])
    record_property("seen", f"part {part} of the generated pages: {_told(ends)}")
    assert ends["pages"] >= ALL // PARTS


def _told(ends: Counter[str]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in sorted(ends.items()))
