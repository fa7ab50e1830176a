"""LibreOffice as a program that may fail, whichever version is installed."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from cascade import libreoffice
from tests.support.watched import LINUX

FALLBACKS = {"宋体 & 楷体": ["Noto <CJK>", "A & B"]}
CONVERTS = """#!/bin/sh
while [ "$1" != --outdir ]; do shift; done
mkdir -p "$2" && cat "$FONTCONFIG_FILE" > "$2/book.pdf"
exit {code}
"""


@pytest.fixture
def soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in LibreOffice's place, yet to be written."""
    path = tmp_path / "soffice"
    path.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return path


@pytest.mark.skipif(not LINUX, reason="程序是 shell 脚本")
@pytest.mark.parametrize("code", [0, 1])
def test_a_file_that_was_made_counts_whatever_the_program_says(soffice: Path, code: int) -> None:
    """It gets the fonts in XML, with their names as they are."""
    soffice.write_text(CONVERTS.format(code=code))
    rules = ElementTree.fromstring(libreoffice.as_pdf(b"PK", FALLBACKS))
    assert [each.text for each in rules.iter("string")] == ["宋体 & 楷体", "Noto <CJK>", "A & B"]


@pytest.mark.skipif(not LINUX, reason="程序是 shell 脚本")
@pytest.mark.parametrize("code", [0, 1])
def test_without_a_file_it_has_failed(soffice: Path, code: int) -> None:
    soffice.write_text(f"#!/bin/sh\nexit {code}\n")
    with pytest.raises(libreoffice.Failed):
        libreoffice.as_pdf(b"PK", {})
