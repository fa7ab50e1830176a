"""Pages as offices' sites and Excel write them."""

import base64
import quopri
from collections.abc import Callable

import pytest

from cascade.grid import Refused
from cascade.notice.document import NoticeDocument, TextTable
from cascade.notice.web_page import read_web, read_web_archive


def read(body: str, head: str = "") -> list[str | list[list[str]]]:
    """The blocks of a page; a table as its texts."""
    blocks = read_web(f"<html><head>{head}</head><body>{body}</body></html>".encode()).blocks
    return [
        [[cell.text for cell in row] for row in block.rows] if isinstance(block, TextTable) else block
        for block in blocks
    ]


def test_paragraphs_with_inline_markup_hidden_parts_and_scripts() -> None:
    body = (
        "<script>var a='<p>x</p>';</script><h1>标<b>题</b></h1><div>甲<br>乙<p>丙&nbsp;&nbsp;丁</p>戊</div>"
        "<p style='display: none'>不见</p><!-- 不见 --><p> </p>"
    )
    assert read(body) == ["标题", "甲", "乙", "丙 丁", "戊"]


def test_spans_beyond_the_table_and_none_at_all() -> None:
    body = (
        "<table><thead><tr><th rowspan=2>指标<th colspan='2'>各市</thead>"
        "<tr><td>甲<td>乙<tr><td rowspan=99>1<td colspan=x>2<td>3<tr><td>4<td>5</table>"
    )
    assert read(body) == [[["指标", "各市", "各市"], ["指标", "甲", "乙"], ["1", "2", "3"], ["1", "4", "5"]]]


def test_lines_superscripts_and_a_caption() -> None:
    body = (
        "<table><caption>2020年目标</caption><tr><td><p>甲</p><p>乙</p></td><td>5m<sup>2</sup></td></tr>"
        "<tr><td>PM<sub>2.5</sub></td><td>10<sup>①</sup></td></tr></table>"
    )
    assert read(body) == ["2020年目标", [["甲\n乙", "5m²"], ["PM2.5", "10"]]]


def test_tables_that_arrange_the_page_are_paragraphs() -> None:
    body = "<table><tr><td>导航</td><td><table><tr><td>指标</td><td>甲</td></tr></table></td></tr></table>"
    assert read(body) == ["导航", [["指标", "甲"]]]
    assert read("<table><tr><td>一行</td></tr><tr><td>又一行</td></tr></table>") == ["一行", "又一行"]


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("gb2312", "gb18030"), ("GBK", "gbk"), ("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("utf-8", "gb18030")],
)
def test_encodings_even_one_that_the_page_names_wrongly(charset: str, encoding: str) -> None:
    page = f"<html><meta charset={charset}><body><p>镕基目标</p></body></html>"
    assert read_web(page.encode(encoding)).blocks == ("镕基目标",)


def test_utf_16_as_excel_writes_pages() -> None:
    assert read_web("\ufeff<html><body><p>目标</p></body></html>".encode("utf-16-le")).blocks == ("目标",)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("coded", "code"), [("quoted-printable", quopri.encodestring), ("base64", base64.encodebytes)]
)
def test_a_page_saved_as_one_file(charset: str, coded: str, code: Callable[[bytes], bytes]) -> None:
    """Browsers leave the charset in a page that they save in UTF-8."""
    page = "<html><meta charset=gb2312><p>2020年目标</p></html>".encode(charset)
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="--x"\n\n----x\n'
    of_page = f"{head}Content-Type: text/html\nContent-Transfer-Encoding: {coded}\n\n".encode()
    assert read_web_archive(of_page + code(page) + b"\n----x--\n") == NoticeDocument(("2020年目标",))
    with pytest.raises(Refused):
        read_web_archive(f"{head}Content-Type: image/png\n\nx\n----x--\n".encode())
