"""A form as LibreOffice prints it: the words of each page, how wide they are, and in what size."""

import re
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cascade.layout import Layout, SheetLayout
from tests.support.forms import Typed
from tests.support.programs import need

A3 = "1190.55 x 841.89 pts"
WIDTHS = {".": 0.278, "-": 0.333} | dict.fromkeys("0123456789", 0.556)  # of Arial's characters, in em
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)</word>')


@dataclass(frozen=True)
class FormPage:
    """One printed page: its words with their widths in points, its text without spaces, and its last line."""

    words: tuple[tuple[str, float], ...]
    text: str
    footer: str

    def __contains__(self, words: str) -> bool:
        return re.sub(r"\s", "", words) in self.text

    @property
    def fields(self) -> list[str]:
        """The codes of the code row, from left to right."""
        return [word for word, _ in self.words if re.fullmatch(r"K\d\d[a-z]?", word)]

    @cached_property
    def sizes(self) -> list[float]:
        """The sizes in points of the numbers in the body; region codes are smaller on purpose.

        A number of more than ten signs (a rate of 24 million per cent, in these invented forms) shrinks to
        its cell, where it would else be printed as ####.
        """
        numbers = [(word, width) for word, width in self.words if re.fullmatch(r"-?\d+(\.\d+)?", word)]
        body = [
            (word, width)
            for word, width in numbers
            if not re.fullmatch(r"33\d{4}", word) and 2 < len(word) <= 10
        ]
        return [width / sum(WIDTHS[char] for char in word) for word, width in body]


@dataclass(frozen=True)
class PrintedForm:
    """A printed form: the sizes of its pages, and each sheet's pages."""

    form: Layout
    typed: Typed
    paper: tuple[str, ...]
    pages: tuple[FormPage, ...]

    def sheet_pages(self, sheet: SheetLayout) -> list[FormPage]:
        """The pages of a sheet: its name stands at the right of their footers."""
        return [page for page in self.pages[1:] if page.footer.endswith(re.sub(r"\s", "", sheet.name))]


def printed_form(pdf: Path, form: Layout, typed: Typed) -> PrintedForm:
    def output(program: str, *options: object) -> str:
        command = [need(program), *map(str, options)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    paper = tuple(re.findall(r"size: +(.*?) \(", output("pdfinfo", "-f", 1, "-l", 99, pdf)))
    boxes = output("pdftotext", "-bbox", pdf, "-").split("<page ")[1:]
    texts = output("pdftotext", "-raw", pdf, "-").split("\f")[:-1]
    pages = []
    for _, box, text in zip(paper, boxes, texts, strict=True):
        found = WORD.findall(box)
        words = [(float(top), float(left), float(right), word) for left, top, right, word in found]
        bottom = max(top for top, *_ in words)
        footer = "".join(
            word for top, _, _, word in sorted(words, key=lambda each: each[1]) if top > bottom - 3
        )
        plain = re.sub(r"\s", "", text)
        pages.append(FormPage(tuple((word, right - left) for _, left, right, word in words), plain, footer))
    return PrintedForm(form, typed, paper, tuple(pages))
