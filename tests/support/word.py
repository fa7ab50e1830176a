"""Word documents: read again as a reader sees them, and templates edited as somebody in Word would."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.text.paragraph import Paragraph

from cascade import libreoffice, theme
from cascade.theme import TEMPLATES
from tests.support.programs import need

TEMPLATE = TEMPLATES / "bulletin.docx"


class Bulletin:
    """A drafted bulletin: its paragraphs with their styles, and its table of cities."""

    def __init__(self, source: Path | bytes) -> None:
        self.document: WordDocument = Document(BytesIO(source) if isinstance(source, bytes) else str(source))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Style and text of the paragraphs outside tables."""
        return [(str(each.style.name), each.text) for each in self.document.paragraphs if each.style]

    def of(self, style: str) -> list[str]:
        """The texts of the paragraphs of a style."""
        return [text for name, text in self.lines if name == style]

    def below(self, heading: str) -> list[str]:
        """The texts between a heading and the next of the first level."""
        at = self.lines.index(("Heading 1", heading)) + 1
        rest = self.lines[at:]
        ends = [number for number, (style, _) in enumerate(rest) if style in ("Heading 1", "附件说明")]
        return [text for _, text in rest[: ends[0]]]

    @property
    def table(self) -> list[list[str]]:
        """The only table, row by row."""
        (table,) = self.document.tables
        return [[cell.text for cell in row.cells] for row in table.rows]

    @property
    def text(self) -> str:
        """All text, with the foot of the page."""
        rows = ["\t".join(row) for row in self.table]
        foot = [each.text for each in self.document.sections[0].footer.paragraphs]
        return "\n".join([*(text for _, text in self.lines), *rows, *foot])


def everywhere(document: WordDocument) -> list[Paragraph]:
    """All paragraphs of a document, those in tables included."""
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    inside = {id(each._p): each for cell in cells for each in cell.paragraphs}
    return [*document.paragraphs, *inside.values()]


def edited(path: Path, change: Callable[[WordDocument], object]) -> Path:
    """The shipped template with a change, saved at a path."""
    document: WordDocument = Document(str(TEMPLATE))
    change(document)
    document.save(str(path))
    return path


def replaced(old: str, new: str) -> Callable[[WordDocument], object]:
    """The change that writes something else in the first paragraph that holds a text."""

    def change(document: WordDocument) -> None:
        paragraph = next(each for each in everywhere(document) if old in each.text)
        paragraph.runs[0].text = paragraph.text.replace(old, new, 1)
        for run in paragraph.runs[1:]:
            run.text = ""

    return change


def _remove(element: Any) -> None:
    element.getparent().remove(element)


def dropped(text: str) -> Callable[[WordDocument], object]:
    """The change that deletes the first paragraph of a text."""

    def change(document: WordDocument) -> None:
        paragraph = next(each for each in document.paragraphs if each.text == text)
        _remove(paragraph._p)

    return change


def split_runs(document: WordDocument) -> None:
    """Part every text into runs of one character, as Word's and WPS' editing and spelling marks may."""
    for paragraph in everywhere(document):
        text = paragraph.text
        for run in paragraph.runs[1:]:
            _remove(run._r)
        if text:
            paragraph.runs[0].text = text[0]
            for char in text[1:]:
                paragraph.add_run(char)


def is_chinese(text: str) -> bool:
    """Whether a message is for an office: no traceback, and Chinese words."""
    return "Traceback" not in text and len(re.findall(r"[\u4e00-\u9fff]", text)) > len(text) / 8


def printed(data: bytes) -> bytes:
    """A document as LibreOffice Writer prints it, a PDF."""
    need("writer")
    return libreoffice._convert(data, ".docx", ".pdf", "pdf:writer_pdf_Export", theme.load().fallbacks)


def saved_by_writer(data: bytes) -> bytes:
    """A document saved again by LibreOffice Writer."""
    need("writer")
    return libreoffice.as_docx(data, ".docx")
