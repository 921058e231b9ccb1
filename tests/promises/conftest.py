"""The installation with something behind every door, for promises about all routes and all pages."""

from collections.abc import Iterator

import pytest

from petition.settings import Settings
from petition.usecases.context import Context
from tests.doors import Samples, furnish_doors, steps_beside


@pytest.fixture
def beside(settings: Settings) -> Iterator[Context]:
    """The installation behind the application, for steps that lead to its pages."""
    with steps_beside(settings) as ctx:
        yield ctx


@pytest.fixture
def samples(beside: Context) -> Samples:
    """Values for the arguments of all routes."""
    return furnish_doors(beside)
