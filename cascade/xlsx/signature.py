"""Tell by its first bytes whether a file can be a workbook, and name it for a person where it cannot."""

import re

from cascade.grid import Refused
from cascade.xlsx import limits

_ZIP, _ZIP_END = b"PK\3\4", b"PK\5\6"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOP = 4096  # bytes: enough to recognise a file

_BINARY_KINDS = (
    (re.compile(rb"\s*%PDF-").match, "PDF 文件"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|II\*\0|MM\0\*|RIFF.{4}WEBP", re.S).match, "图片"),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b").match, "压缩包"),
)
_TEXT_KINDS = (
    (re.compile(r"\s*\{\\rtf").match, "Word 文档（RTF）"),
    (re.compile(r"(?:MIME-Version|From|Received|Return-Path):", re.IGNORECASE).match, "邮件或网页存档"),
    (re.compile(r"<(?:!doctype\s+html|html|head|meta|body|table)\b", re.IGNORECASE).search, "网页（HTML）"),
    (re.compile(r"\s*<\?xml").match, "XML 文件"),
)
_XML_TABLE = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|Excel\.Sheet").search
_BINARY_BYTES = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]").search


def require_zip(data: bytes) -> None:
    """Let only a file pass that begins like a zip.

    Raises `Refused`: F01 empty, F02 no workbook, F03 a zip with something in front, F04 password, F05 old
    format, F09 too large.
    """
    if not data:
        raise Refused("F01")
    if len(data) > limits.FILE.most:
        raise limits.FILE.refused()
    if data.startswith(_ZIP):
        return
    if data.startswith(_OLE):
        raise _refusal_of_ole(data)
    raise _refusal_of_other_file(data)


def _refusal_of_ole(data: bytes) -> Refused:
    """The refusal of an OLE2 container, by the names of its streams."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return Refused("F04")
    if holds("WordDocument"):
        return Refused("F02", kind="Word 文档")
    if holds("PowerPoint Document"):
        return Refused("F02", kind="PowerPoint 演示文稿")
    if holds("Workbook") or holds("Book"):
        return Refused("F05", kind=" .xls 或 .et ")
    return Refused("F02", kind="未知格式的旧版办公文档")


def _refusal_of_other_file(data: bytes) -> Refused:
    """The refusal of a file that is neither zip nor OLE2."""
    top = data[:_TOP]
    if top.startswith(_ZIP_END):
        return Refused("F02", kind="空的压缩包")
    for matches, kind in _BINARY_KINDS:
        if matches(top):
            return Refused("F02", kind=kind)
    text = _decode(top)
    if text is not None and _XML_TABLE(text):
        return Refused("F05", kind=" Excel 2003 XML ")
    if data.rfind(_ZIP_END, -(1 << 16)) >= 0:
        return Refused("F03", detail="文件开头多出了内容或不完整")
    if text is None:
        return Refused("F02", kind="未知格式的文件")
    for finds, kind in _TEXT_KINDS:
        if finds(text):
            return Refused("F02", kind=kind)
    return Refused("F02", kind="文本或 CSV")


def _decode(top: bytes) -> str | None:
    """Decode the beginning of a file; None for binary data. Its last character may be cut."""
    encodings = ("utf-16",) if top.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        for cut in range(4):
            try:
                text = top[: len(top) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return None if _BINARY_BYTES(text) else text
    return None
