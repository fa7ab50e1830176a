"""What LibreOffice has printed, page by page: texts, sizes of numbers, and the sheet of a page."""

import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.support.programs import need

A3 = "1190.55 x 841.89 pts"
DIGITS = {".": 0.278, "-": 0.333} | dict.fromkeys("0123456789", 0.556)  # widths in Arial, in em
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</word>')


@dataclass(frozen=True)
class Printed:
    """One page. `words` are the texts above the footer with their widths in points."""

    paper: str
    text: str
    sheet: str
    words: tuple[tuple[str, float], ...]

    def __contains__(self, words: str) -> bool:
        return re.sub(r"\s", "", words) in self.text

    @cached_property
    def smallest(self) -> float:
        """The size in points of the smallest number that is printed, 99 where there is none.

        Longer ones than eight signs shrink to their cells, where they would else be ####.
        """
        numbers = [each for each in self.words if re.fullmatch(r"\d[\d.]{2,6}", each[0])]
        return min((width / sum(DIGITS[char] for char in word) for word, width in numbers), default=99.0)

    @property
    def regions(self) -> list[str]:
        """The region codes that stand on the page, from top to bottom."""
        return [word for word, _ in self.words if re.fullmatch(r"\d{6}(A\d)?", word)]


def pages(pdf: Path) -> list[Printed]:
    """The pages of a printed workbook; the name of a page's sheet stands at the right of its footer."""

    def output(program: str, *options: object) -> str:
        command = [need(program), *map(str, options)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    papers = re.findall(r"size: +(.*?) \(", output("pdfinfo", "-f", 1, "-l", 999, pdf))
    texts = output("pdftotext", "-raw", pdf, "-").split("\f")
    boxes = output("pdftotext", "-bbox", pdf, "-").split("<page ")[1:]
    found = []
    for paper, text, box in zip(papers, texts, boxes, strict=False):
        words = [(float(y), float(x), float(right), word) for x, y, right, word in WORD.findall(box)]
        bottom = max(y for y, *_ in words)
        footer = sorted((x, word) for y, x, _, word in words if y > bottom - 3)
        body = tuple((word, right - x) for y, x, right, word in sorted(words) if y <= bottom - 3)
        found.append(Printed(paper, re.sub(r"\s", "", text), footer[-1][1], body))
    assert len(found) == len(papers)
    return found
