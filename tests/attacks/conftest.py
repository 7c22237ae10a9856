"""One archive with every poisoned article, and the model that obeys, for all tests here."""

from collections.abc import Iterator

import pytest

from tests.attacks.arena import Arena, arena
from tests.attacks.cases import attacks
from tests.browser.conftest import browser, open_page

__all__ = ["browser", "open_page", "ring"]


@pytest.fixture(scope="package")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    with arena(tmp_path_factory.mktemp("attacks"), attacks()) as opened:
        yield opened
