"""Headless Chromium, the one that the system has, driven by Playwright (which would bring its own)."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests.support.programs import need


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that is closed afterwards."""
    program = need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        try:
            yield browser
        finally:
            browser.close()
