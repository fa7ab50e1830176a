"""Files of every kind: what is read, and what is refused with which words."""

import base64
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from cascade import libreoffice
from cascade.notice.open_notice import UnreadableNotice, draft_from
from cascade.xlsx import limits
from tests.support.notices import as_docx, as_html, as_xlsx, zhaohua
from tests.support.programs import need

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
WORD, CALC = ("WordDocument".encode("utf-16-le"), "Workbook".encode("utf-16-le"))
LOCKED = "EncryptedPackage".encode("utf-16-le")


def written(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableNotice) as refused:
        draft_from(path)
    return str(refused.value)


@pytest.mark.parametrize("name", ["通知.docx", "通知.wps", "通知"])
@pytest.mark.parametrize("save", [as_docx, as_html, as_xlsx])
def test_the_bytes_tell_the_kind_and_not_the_name(
    tmp_path: Path, name: str, save: Callable[..., bytes]
) -> None:
    draft = draft_from(written(tmp_path, name, save(zhaohua())))
    assert len(draft.tables["targets"]) == 58


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_table_saved_as_text(tmp_path: Path, encoding: str, separator: str) -> None:
    rows = ["乡镇,城镇新增就业（人）,再就业（人）", "元坝镇,280,40", '"白果乡",15,8', "合计,295,48"]
    text = "\r\n".join(rows).replace(",", separator)
    draft = draft_from(written(tmp_path, "昭化.csv", text.encode(encoding)))
    assert [row["target"] for row in draft.tables["targets"]] == ["280", "15", "40", "8"]
    assert [row["name"] for row in draft.tables["indicators"]] == ["城镇新增就业", "再就业"]


def zipped(**files: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("data", "cause", "remedy"),
    [
        (b"", "文件是空的（0 字节）", "另存为“Word 文档（.docx）”"),
        ("随便写的".encode(), "这不是 Word 文档、表格文件、网页或 PDF", "另存为“Word 文档（.docx）”"),
        (as_docx(zhaohua())[:9000], "文件已损坏，读不出来", "另存为“Word 文档（.docx）”"),
        (
            b"\x89PNG\r\n\x1a\n" + bytes(99),
            "这是图片，里面的字读不出来",
            "请向发文单位要原来的 Word 或表格文件",
        ),
        (
            zipped(OFD__xml="1").replace(b"OFD/xml", b"OFD.xml"),
            "这是版式文件（.ofd）",
            "用 --new-plan 写一本空白方案",
        ),
        (OLE + LOCKED, "文件设了打开密码", "请取消密码后另存"),
        (OLE, "这是旧版办公文件，但不是文档，也不是表格", "另存为“Word 文档（.docx）”"),
        (zipped(a="1"), "这是压缩包或别的办公文件", "请先解压"),
        (zipped(word__document="x", b="2"), "不是完整的 Word 文档", "另存为“Word 文档（.docx）”"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_remedy(
    tmp_path: Path, data: bytes, cause: str, remedy: str
) -> None:
    said = refusal(written(tmp_path, "通知.docx", data))
    assert said.startswith("通知.docx 读不出来：")
    assert cause in said
    assert remedy in said


def test_a_page_saved_as_one_file(tmp_path: Path) -> None:
    head = "From: <Saved>\nMIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
    draft = draft_from(written(tmp_path, "通知.mht", head.encode() + base64.encodebytes(as_html(zhaohua()))))
    assert len(draft.tables["targets"]) == 58


def test_a_pdf_that_cannot_be_opened_is_refused_with_a_remedy(tmp_path: Path) -> None:
    need("pdftotext")
    said = refusal(written(tmp_path, "通知.docx", b"%PDF-1.4 nothing"))
    assert said.startswith("通知.docx 读不出来：这个 PDF 打不开，可能已损坏或设了密码")
    assert "最好找到原来的 Word 文件" in said


def test_a_pdf_is_refused_where_no_program_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    said = refusal(written(tmp_path, "通知.pdf", b"%PDF-1.4 nothing"))
    assert "PDF 要用 pdftotext 读，而这台电脑没有装（poppler）" in said


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "大.docx"
    with path.open("wb") as file:
        file.truncate(limits.FILE.most + 1)
    assert "文件大小超过40 MB" in refusal(path)


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    content = BytesIO(as_docx(zhaohua()))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", bytes(110 << 20))
    assert "文件解压后的大小超过24 MB" in refusal(written(tmp_path, "通知.docx", content.getvalue()))


@pytest.mark.parametrize(
    ("stream", "convert", "kind"), [(WORD, "as_docx", ".doc 或 .wps"), (CALC, "as_xlsx", ".xls 或 .et")]
)
def test_old_formats_go_through_libreoffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: bytes, convert: str, kind: str
) -> None:
    path = written(tmp_path, "通知.wps", OLE + stream)
    made = {"as_docx": as_docx, "as_xlsx": as_xlsx}[convert](zhaohua())
    monkeypatch.setattr(libreoffice, "program", lambda: "soffice")
    monkeypatch.setattr(libreoffice, convert, lambda data, ending: made)
    assert len(draft_from(path).tables["targets"]) == 58

    def fail(data: bytes, ending: str) -> bytes:
        raise libreoffice.Failed

    monkeypatch.setattr(libreoffice, convert, fail)
    assert f"{kind} 格式转换不成" in refusal(path)
    monkeypatch.setattr(libreoffice, "program", lambda: None)
    assert f"{kind} 格式要先转换，而这台电脑没有装 LibreOffice" in refusal(path)


def test_a_pdf_gives_its_columns_or_a_clear_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "通知.pdf", b"%PDF-1.4")

    def pdftotext(text: str) -> None:
        done = subprocess.CompletedProcess([], 0, text.encode(), b"")
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)

    rows = [
        "县区    改造（户）    资金（万元）",
        "陇西县   1200   240",
        "渭源县   800   160",
        "合计  2000  400",
    ]
    pdftotext("2022年农村厕所改造任务表\n\n" + "\n\n".join(rows) + "\n\n- 1 -\n")
    assert [row["target"] for row in draft_from(path).tables["targets"]] == ["1200", "800", "240", "160"]
    pdftotext("\n".join([*rows, "漳县   5"]).replace("800   160", "800 160   x   y"))
    assert "PDF 里的表格分不清各列" in refusal(path)
    pdftotext(" \n\f")
    assert "这个 PDF 里没有文字，可能是扫描件" in refusal(path)
