"""What stands on the page of a Word file, and what a reader does not see."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml import parse_xml

from cascade.grid import Refused
from cascade.notice.document import TextTable
from cascade.notice.word_file import read_word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def read(*elements: str) -> list[str | list[list[str]]]:
    """The blocks of a document whose body holds some elements; a table as its texts."""
    document = Document()
    for element in elements:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(element))
    content = BytesIO()
    document.save(content)
    blocks = read_word(content.getvalue()).blocks
    return [
        [[cell.text for cell in row] for row in block.rows] if isinstance(block, TextTable) else block
        for block in blocks
    ]


def paragraph(inner: str) -> str:
    return f"<w:p {W} {MC}>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (run("10") + f"<w:del>{run('%')}</w:del><w:ins>{run('％以上')}</w:ins>", "10％以上"),
        (run("见") + run("不见", "<w:vanish/>"), "见"),
        (run("PM") + run("2.5", '<w:vertAlign w:val="subscript"/>'), "PM2.5"),
        (run("5m") + run("2", '<w:vertAlign w:val="superscript"/>'), "5m²"),
        (f"<w:hyperlink>{run('链接')}</w:hyperlink>", "链接"),
        ("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r>", "上\n下"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r>" + run("页"), "页"),
    ],
)
def test_paragraphs(inner: str, text: str) -> None:
    assert read(paragraph(inner)) == [text]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{'<w:p>' + run('红头文件') + '</w:p>'}</w:txbxContent>"
    either = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    either = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent>{either}</mc:AlternateContent>"
    assert read(paragraph(f"<w:r>{both}</w:r>" + run("正文"))) == ["正文", "红头文件"]


def cell(text: str, name: str = "", value: str = "") -> str:
    """A cell with a property: what it spans, or what it continues."""
    of = f'<w:{name} w:val="{value}"/>' if name else ""
    return f"<w:tc><w:tcPr>{of}</w:tcPr><w:p>{run(text)}</w:p></w:tc>"


def test_merged_cells_content_controls_and_deleted_rows() -> None:
    control = f"<w:sdt><w:sdtContent>{cell('乙')}</w:sdtContent></w:sdt>"
    rows = (
        f"{cell('指标', 'vMerge', 'restart')}{cell('各市', 'gridSpan', '2')}",
        f"{cell('', 'vMerge', 'continue')}{cell('甲')}{control}",
        f"<w:trPr><w:del/></w:trPr>{cell('x')}{cell('x')}{cell('x')}",
        f'<w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("1")}{cell("2")}',
    )
    table = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    wrapped = f"<w:sdt {W}><w:sdtContent><w:tbl>{table}</w:tbl></w:sdtContent></w:sdt>"
    assert read(wrapped) == [[["指标", "各市", "各市"], ["指标", "甲", "乙"], ["", "1", "2"]]]


def test_a_table_inside_a_cell_follows_as_a_table() -> None:
    inner = f"<w:tbl><w:tr>{cell('里1')}{cell('里2')}</w:tr></w:tbl>"
    outer = f"<w:tbl {W}><w:tr><w:tc><w:p>{run('外')}</w:p>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    assert read(outer) == [[["外"]], [["里1", "里2"]]]


def test_a_cell_over_too_many_columns_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read(f"<w:tbl {W}><w:tr>{cell('x', 'gridSpan', '99999')}</w:tr></w:tbl>")
    assert refused.value.code == "F09"
