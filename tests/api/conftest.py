from collections.abc import Iterator

import pytest

from groundswell.api import kept


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()
