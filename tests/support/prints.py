"""A printed workbook page by page: which sheet, what size, what text, and in how small a type."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs import need

_ZOOM = 3  # poppler tells sizes in whole pixels, rounded down: enlarged as far as it goes, thirds of a point
NINE_POINTS = 8.6  # what is nine points high is read as 8.67
_PAGE = re.compile(r'<page number="\d+"[^>]*>(.*?)</page>', re.DOTALL)
_FONT = re.compile(r'<fontspec id="(\d+)" size="(\d+)"')
_TEXT = re.compile(r'<text top="(-?\d+)" left="(-?\d+)"[^>]* font="(\d+)">(.*?)</text>', re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A page: the name of its sheet (at the right of its footer), its size and smallest type in points."""

    sheet: str
    size: tuple[float, float]
    smallest: float
    text: str
    regions: tuple[str, ...]  # the region codes that stand on it, from top to bottom

    def __contains__(self, words: str) -> bool:
        """Whether some words stand on the page, however they are spaced and broken."""
        return re.sub(r"\s", "", words) in re.sub(r"\s", "", self.text)


def printed(pdf: Path) -> list[Page]:
    """The pages of a PDF."""
    command = [need("pdftohtml"), "-xml", "-zoom", str(_ZOOM), "-i", "-stdout", "-enc", "UTF-8", str(pdf)]
    xml = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    sizes = {number: int(size) / _ZOOM for number, size in _FONT.findall(xml)}
    pages = []
    for body, size in zip(_PAGE.findall(xml), _paper(pdf), strict=True):
        texts = [
            (int(top), int(left), font, re.sub(r"<[^>]+>", "", said))
            for top, left, font, said in _TEXT.findall(body)
        ]
        written = [each for each in texts if each[3].strip()]
        footer = max(top for top, *_ in written)
        sheet = max((left, said) for top, left, _, said in written if top > footer - 3 * _ZOOM)[1].strip()
        smallest = min(sizes[font] for _, _, font, _ in written)
        codes = [said.strip() for _, _, _, said in sorted(written)]
        regions = tuple(code for code in codes if re.fullmatch(r"\d{6}(A\d)?", code))
        pages.append(Page(sheet, size, smallest, "".join(said for *_, said in written), regions))
    return pages


def _paper(pdf: Path) -> list[tuple[float, float]]:
    command = [need("pdfinfo"), "-f", "1", "-l", "9999", str(pdf)]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    return [
        (float(width), float(height)) for width, height in re.findall(r"size: +([\d.]+) x ([\d.]+) pts", said)
    ]
