"""What several families share: it takes seconds to prepare, and no case changes it."""

from collections.abc import Iterator

import pytest

from tests.battery.unfinished import Works, works


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Works]:
    """Runs over a small site that can be cut short, and what undisturbed ones leave."""
    with works(tmp_path_factory.mktemp("works")) as made:
        yield made
