"""Chromium without a window: what a person sees of an HTML file, and what the browser makes of it."""

import subprocess
import tempfile
from pathlib import Path

from tests.support.programs import need

SECONDS = 60
OPTIONS = (
    "--headless",
    "--no-sandbox",  # which does not work for root, as CI is
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a page has to look right without the network
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)


def screenshot(page: Path, image: Path, width: int = 800, height: int = 1200) -> Path:
    """Draw an HTML file as a PNG of width x height, laid out for that width (a telephone's is some 360).

    What lies below is not drawn. Scripts of the page see the size of another window.
    """
    image.unlink(missing_ok=True)  # one left from before must not pass for the new one
    said = _chromium(page, f"--window-size={width},{height}", f"--screenshot={image.resolve()}").stderr
    if not image.is_file():
        raise RuntimeError(f"Chromium made no picture of {page.name} and said: {said}")
    return image


def dumped_dom(page: Path) -> str:
    """The document that Chromium makes of an HTML file once it is loaded, scripts included, as HTML."""
    return _chromium(page, "--dump-dom").stdout


def _chromium(page: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """One run with a profile of its own. Chromium shows an error page of its own for a missing file."""
    if not page.is_file():
        raise FileNotFoundError(page)
    with tempfile.TemporaryDirectory(prefix="cascade-browser-", ignore_cleanup_errors=True) as folder:
        return subprocess.run(
            [need("chromium"), *OPTIONS, f"--user-data-dir={folder}", *options, page.resolve().as_uri()],
            check=True,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
        )
