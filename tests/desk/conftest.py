"""What tests of the desk share: a browser, and for a module's `office` a desk and a page in that browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.browser import chromium
from tests.support.desk import RunningDesk, running_desk, seated
from tests.support.office import Office


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(office: Office) -> Iterator[RunningDesk]:
    with running_desk(office.home) as running:
        yield running


@pytest.fixture(scope="module")
def page(desk: RunningDesk, browser: Browser) -> Page:
    return seated(browser, desk)
