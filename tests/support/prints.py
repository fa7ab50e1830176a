"""A printed workbook page by page: which sheet, what size, what text, and in how small a type."""

import re
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from tests.support.programs import need

_ZOOM = 3  # poppler tells sizes in whole pixels, rounded down: enlarged as far as it goes, thirds of a point
NINE_POINTS = 8.6  # what is nine points high is read as 8.67
_PAGE = re.compile(r'<page number="\d+"[^>]*>(.*?)</page>', re.DOTALL)
_FONT = re.compile(r'<fontspec id="(\d+)" size="(\d+)"')
_TEXT = re.compile(
    r'<text top="(-?\d+)" left="(-?\d+)" width="(-?\d+)" height="(\d+)" font="(\d+)">(.*?)</text>', re.DOTALL
)
_OUTLINE = re.compile(r'<item page="(\d+)">(.*?)</item>')
_MARGIN = 12 / 25.4 * 72  # points
_FOOT = 0.25 * 72


@dataclass(frozen=True)
class Page:
    """A page: the name of its sheet, its size and smallest type in points, what stands on it and in its foot.

    `filled` is the part of the height between the margins that is written on.
    """

    sheet: str
    size: tuple[float, float]
    smallest: float
    text: str
    regions: tuple[str, ...]  # the region codes that stand on it, from top to bottom
    filled: float
    foot: str
    foot_centre: float  # points from the left
    lines: tuple[str, ...]  # the texts from top to bottom

    def __contains__(self, words: str) -> bool:
        """Whether some words stand on the page, however they are spaced and broken."""
        return re.sub(r"\s", "", words) in re.sub(r"\s", "", self.text)


def printed(pdf: Path) -> list[Page]:
    """The pages of a PDF."""
    command = [need("pdftohtml"), "-xml", "-zoom", str(_ZOOM), "-i", "-stdout", "-enc", "UTF-8", str(pdf)]
    xml = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    sizes = {number: int(size) / _ZOOM for number, size in _FONT.findall(xml)}
    starts = {int(page): name for page, name in _OUTLINE.findall(xml)}  # each sheet's first page
    pages: list[Page] = []
    for body, size in zip(_PAGE.findall(xml), _paper(pdf), strict=True):
        sheet = starts.get(len(pages) + 1) or pages[-1].sheet
        pages.append(_page(sheet, body, size, sizes))
    return pages


def _page(sheet: str, body: str, size: tuple[float, float], sizes: dict[str, float]) -> Page:
    texts = [
        (int(top), int(left), int(width), int(height), font, unescape(re.sub(r"<[^>]+>", "", said)))
        for top, left, width, height, font, said in _TEXT.findall(body)
    ]
    edge = size[1] * _ZOOM  # a chart of the next page may begin beyond it
    written = sorted(
        (each for each in texts if each[5].strip() and each[0] < edge), key=lambda each: each[:2]
    )
    foot = max(top for top, *_ in written) - 3 * _ZOOM
    above = [each for each in written if each[0] <= foot]
    feet = [each for each in written if each[0] > foot]
    lowest = max((top + height for top, _, _, height, _, _ in above), default=0) / _ZOOM
    codes = [said.strip() for *_, said in written]
    return Page(
        sheet,
        size,
        min(sizes[font] for *_, font, _ in written),
        "".join(said for *_, said in written),
        tuple(code for code in codes if re.fullmatch(r"\d{6}(A\d)?", code)),
        (lowest - _MARGIN) / (size[1] - 2 * _MARGIN - _FOOT),
        "".join(said for *_, said in feet).strip(),
        (feet[0][1] + feet[-1][1] + feet[-1][2]) / 2 / _ZOOM,
        tuple(codes),
    )


def _paper(pdf: Path) -> list[tuple[float, float]]:
    command = [need("pdfinfo"), "-f", "1", "-l", "9999", str(pdf)]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    return [
        (float(width), float(height)) for width, height in re.findall(r"size: +([\d.]+) x ([\d.]+) pts", said)
    ]
