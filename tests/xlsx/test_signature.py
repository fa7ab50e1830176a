"""What a file is called that is no workbook, by its first bytes."""

import zlib

import pytest

from cascade.grid import Refused
from cascade.xlsx import limits
from cascade.xlsx.signature import require_zip

XML_TABLE = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
LINK, WORD = "快捷方式或链接", " Word 文档（RTF）"
BMP = b"BM1234\0\0\0\0"
END = b"PK\5\6"


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        require_zip(data)
    return refused.value.code, refused.value.facts.get("kind", "")


@pytest.mark.parametrize(
    ("data", "code", "kind"),
    [
        (b"", "F01", ""),
        (b"PK\5\6" + bytes(18), "F02", "空的压缩包"),
        (b"\x78\x9f\x3e\x22 winmail", "F17", " Outlook 的附件包（winmail.dat）"),
        (b"Rar!\x1a\x07", "F16", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "F16", "7z"),
        (b"\x1f\x8b\x08", "F16", "gz"),
        (b"BZh9", "F16", "bz2"),
        (b"\xfd7zXZ\0", "F16", "xz"),
        (b"MSCF\0", "F16", "cab"),
        (b"\x1a\x00-lh5-", "F16", "lzh"),
        (bytes(257) + b"ustar", "F16", "tar"),
        (bytes(256) + b"ustar", "F02", "未知格式的文件"),
        (b" \r\n%PDF-1.4", "F02", " PDF 文件"),
        (b"\x89PNG", "F02", "图片"),
        (b"\xff\xd8\xff", "F02", "图片"),
        (BMP, "F02", "图片"),
        (b"RIFF\n234WEBP", "F02", "图片"),
        (b"L\0\0\0\x01\x14\x02\0", "F17", LINK),
        (XML_TABLE.encode(), "F05", " Excel 2003 XML "),
        (XML_TABLE.encode("utf-16"), "F05", " Excel 2003 XML "),
        (b"From: a@example.invalid\r\n", "F17", "邮件"),
        (b"X-Mailer: a\r\n", "F17", "邮件"),
        (b" [internetshortcut]\r\nURL=x", "F17", LINK),
        ("请到超大附件下载".encode("gbk"), "F17", LINK),
        (b"see https://PAN.baidu.com/s/1", "F17", LINK),
        (b"{\\rtf1", "F02", WORD),
        (b"mime-version: 1.0", "F02", "邮件或网页存档"),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", "F02", "网页（HTML）"),
        (b"<?xml version='1.0'?><a/>", "F02", " XML 文件"),
        ("县,数\n越城区,1".encode("gbk"), "F02", "文本或 CSV"),
        (b"a\tb\r\n\x1b", "F02", "文本或 CSV"),
        (b"a\x07b", "F02", "未知格式的文件"),
        (b"a\x7fb", "F02", "未知格式的文件"),
        (b"\x81\x20\xff" * 9, "F02", "未知格式的文件"),
    ],
)
def test_a_file_is_named_for_what_it_is(data: bytes, code: str, kind: str) -> None:
    assert refusal(data) == (code, kind)


@pytest.mark.parametrize("cut", [0, 1, 2, 3])
def test_a_text_may_be_cut_within_a_character(cut: int) -> None:
    """Of a long text only the beginning is looked at: 4,096 bytes."""
    text = "字".encode() * 2000
    assert refusal(b"a" * cut + text) == ("F02", "文本或 CSV")


@pytest.mark.parametrize(
    ("behind", "code"), [(0, "F03"), ((1 << 16) - 4, "F03"), ((1 << 16) - 3, "F02"), (1 << 17, "F02")]
)
def test_a_zip_whose_beginning_is_damaged_is_known_by_its_end(behind: int, code: str) -> None:
    """The directory of a zip ends at most 64 KB before the file does."""
    assert refusal(b"a line before it\n" + END + b"a" * behind)[0] == code


def test_a_zip_may_pass_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"PK\3\4" + zlib.compress(b"x")
    require_zip(data)
    monkeypatch.setattr(limits, "FILE", limits.FILE._replace(most=len(data)))
    require_zip(data)
    monkeypatch.setattr(limits, "FILE", limits.FILE._replace(most=len(data) - 1))
    assert refusal(data)[0] == "F09"
