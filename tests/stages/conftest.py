from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from pubcrawl.items import RawPublication

MakeRaw = Callable[..., RawPublication]

_RAW = RawPublication(
    site="mila_en",
    institute="mila",
    source_url="https://mila.quebec/en/research/publications?page=3",
    source_kind="listing",
    page_language="en",
    fetched_at=datetime(2026, 4, 2, 12, tzinfo=UTC),
    position=0,
)


@pytest.fixture(scope="session")
def make_raw() -> MakeRaw:
    def make(**fields: Any) -> RawPublication:  # noqa: ANN401  any field of a raw publication
        return replace(_RAW, **fields)

    return make
