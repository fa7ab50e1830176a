"""Headless Chromium, the one that the system has, driven by Playwright (which would bring its own)."""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from playwright.sync_api import Browser, sync_playwright

from tests.support.programs import need


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that all tests of this process share; its pages are closed afterwards."""
    browser = _opened(need("chromium"))
    try:
        yield browser
    finally:
        for page in (each for context in browser.contexts for each in context.pages):
            page.close()


@cache
def _opened(program: str) -> Browser:
    """A browser that stays open to the end, for its start takes two seconds of a core."""
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    browser = playwright.chromium.launch(executable_path=program)
    atexit.register(browser.close)
    return browser
