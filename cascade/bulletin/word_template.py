"""The Word template of a bulletin: read, checked before anything is written, and filled.

What stands in it is computed in jinja's sandbox; the values are texts that no markup gets out of.
"""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from traceback import extract_tb
from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Pt
from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from cascade import theme
from cascade.bulletin.placeholders import Paragraph, flat, paragraphs, problems
from cascade.bulletin.statements import NAMES, ROW_NAMES
from cascade.characters import visible_line
from cascade.errors import Wrong
from cascade.headings import parted
from cascade.theme import display_width

_FILE = "bulletin.docx"
_TITLES = ("公文标题", "附件标题")  # the styles of titles
_ISSUER, _LEAST_ISSUER = "发文机关标志", 16  # the red head's style, and its smallest size in points
_MOST_TOLD = 6  # problems of one template
_TEXTS, _TRUTHS = "文字", ("是进展", "有评价", "有滞后", "有得分", "有名次")
_WRITING_MARKUP = ("safe", "tojson", "urlize", "xmlattr")  # filters whose results are not escaped
_NOT_WORD = (ValueError, KeyError, AttributeError, zipfile.BadZipFile, etree.LxmlError)


@dataclass(frozen=True)
class BulletinTemplate:
    """A template that can be filled: its bytes with the placeholders mended, and its paragraphs."""

    path: Path
    data: bytes
    paragraphs: tuple[Paragraph, ...]

    def filled(self, statements: Mapping[str, object], title: str, made: datetime) -> bytes:
        """The bulletin as the bytes of a .docx file, the same for the same statements. Raises Wrong."""
        said = {name: _plain(value) for name, value in statements.items()}
        _try_out(self.path, self.paragraphs, said)
        word = DocxTemplate(BytesIO(self.data))
        try:
            word.render(said, _environment(autoescape=True))
        except Exception as error:  # an office's template may fail in any way
            raise Wrong(f"{_cannot(self.path)}\n请改用随程序提供的模板重新修改。") from error
        document = cast(WordDocument, word.docx)  # which is made in `render`
        for cell in document.element.body.iter(qn("w:tc")):
            if cell[-1].tag != qn("w:p"):  # a block has taken the last paragraph along
                cell.append(cell.makeelement(qn("w:p"), {}))
        _fit_issuer(document)
        _part_titles(document)
        properties = document.core_properties
        properties.title, properties.created, properties.modified = title, made, made
        return _saved(document)


def load() -> BulletinTemplate:
    """The template beside the plan, else the one that ships. Raises Wrong like `read`."""
    return read(next(each for folder in theme.folders() if (each := folder / _FILE).is_file()))


def read(path: Path) -> BulletinTemplate:
    """Read a template. Raises Wrong, with all that has to be mended, where it cannot be filled."""
    try:
        document = Document(BytesIO(path.read_bytes()))
        found = _mended(document)
        data = _saved(document)
    except _NOT_WORD as error:
        raise Wrong(
            f"{_cannot(path)}：不是完整的 Word 文档（.docx）。\n请用 Word 或 WPS 另存为 .docx，或删去它。"
        ) from error
    told = list(dict.fromkeys(problems(found, _environment(), NAMES, ROW_NAMES)))
    if told:
        more = [f"……共 {len(told)} 处。"] if len(told) > _MOST_TOLD else []
        raise Wrong("\n  ".join((f"{_cannot(path)}，请在 Word 或 WPS 中改正：", *told[:_MOST_TOLD], *more)))
    for filled in (True, False):
        _try_out(path, found, {name: _sample(name, filled) for name in NAMES})
    return BulletinTemplate(path, data, tuple(found))


def _cannot(path: Path) -> str:
    return f"通报模板 {path} 不能用"


def _mended(document: WordDocument) -> list[Paragraph]:
    """All paragraphs of a document, headers and footers included, with their placeholders mended."""
    found = paragraphs(document.element.body)
    for section in document.sections:
        headers = (section.header, section.first_page_header, section.even_page_header)
        footers = (section.footer, section.first_page_footer, section.even_page_footer)
        for part in (*headers, *footers):
            if not part.is_linked_to_previous:
                found += paragraphs(part._element, "页眉" if part in headers else "页脚")
    return found


def _fit_issuer(document: WordDocument) -> None:
    """Shrink an issuer's name that would break inside a word, down to where it must take two lines."""
    room = _room(document)
    for paragraph in document.paragraphs:
        style = paragraph.style
        if style is None or style.name != _ISSUER or not style.font.size or not paragraph.text:
            continue
        fits = int(room / display_width(paragraph.text) * 2)
        if _LEAST_ISSUER <= fits < style.font.size.pt:
            for run in paragraph.runs:
                run.font.size = Pt(fits)


def _part_titles(document: WordDocument) -> None:
    """Break the lines of titles between their words: Word breaks them anywhere."""
    for paragraph in document.paragraphs:
        style = paragraph.style
        if style is None or style.name not in _TITLES or not style.font.size or not paragraph.runs:
            continue
        characters = int(_room(document) / style.font.size.pt * 2)
        title = "\n".join(parted(line, characters) for line in paragraph.text.split("\n"))
        if title != paragraph.text:
            first, *others = paragraph.runs
            first.text = title
            for run in others:
                run.text = ""


def _room(document: WordDocument) -> float:
    """How many points wide a line of the first page is."""
    section = document.sections[0]
    sides = (section.page_width or 0, -(section.left_margin or 0), -(section.right_margin or 0))
    return sum(sides) / Pt(1)


def _saved(document: WordDocument) -> bytes:
    """The bytes of a document, which do not depend on the clock."""
    stream, fixed = BytesIO(), BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _environment(autoescape: bool = False) -> ImmutableSandboxedEnvironment:
    finalize = _escaped if autoescape else None
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=autoescape, finalize=finalize
    )
    for name in _WRITING_MARKUP:
        del environment.filters[name]
    return environment


def _escaped(value: object) -> object:
    """A value as XML; docxtpl would make {{ of a name's {_{, but not of a character reference in it."""
    return Markup(str(escape(value)).replace("_", "&#95;")) if isinstance(value, str) else value


def _try_out(path: Path, found: Iterable[Paragraph], said: Mapping[str, object]) -> None:
    """Compute all placeholders on plain text. Raises Wrong, naming the paragraph where one cannot be."""
    found = list(found)
    try:
        _environment().from_string(flat(found)).render(said)
    except Exception as error:  # an expression of an office's may fail in any way
        lines = [each.lineno for each in extract_tb(error.__traceback__) if each.filename == "<template>"]
        where = found[(lines[-1] or 1) - 1].where if lines else ""
        raise Wrong(f"{_cannot(path)}：{where}中的算式算不出来，请对照使用手册改正。") from error


def _sample(name: str, filled: bool) -> object:
    """A value of the kind that a name has: one that is there, or one that is empty."""
    if name in _TRUTHS:
        return filled
    if name in ("差距", "比率"):
        return [_TEXTS] * filled
    if name == "排名":
        return [dict.fromkeys(ROW_NAMES, _TEXTS)]
    return _TEXTS * filled


def _plain(value: object) -> object:
    """A value whose texts Word can hold: one line, and every character seen."""
    if isinstance(value, str):
        return visible_line(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value
