"""Tell by its first bytes whether a file can be a workbook, and name it for a person where it cannot."""

import re

from cascade.grid import Refused
from cascade.xlsx import limits
from cascade.xlsx.compound import refusal_of_ole

_ZIP, _ZIP_END = b"PK\3\4", b"PK\5\6"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOP = 4096  # bytes: enough to recognise a file

_LINK = "快捷方式或链接"
_TNEF = b"\x78\x9f\x3e\x22"  # the container in which Outlook packs the attachments of a mail
_CLOUD = re.compile(  # where mail services and clouds keep files that are too large for a mail
    r"pan\.baidu\.com|kdocs\.cn|docs\.qq\.com|share\.weiyun\.com|alipan\.com|mail\.qq\.com/cgi-bin/ftn|"
    r"(?:dashi|fs)\.163\.com|超大附件|文件中转站",
    re.IGNORECASE,
).search
_SHORTCUT = re.compile(r"\s*\[InternetShortcut\]", re.IGNORECASE).match
_MAIL = re.compile(r"(?:From|Received|Return-Path|Date|Subject|Message-ID|X-[\w-]+):", re.IGNORECASE).match

_BINARY_KINDS = (
    (re.compile(rb"\s*%PDF-").match, " PDF 文件"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|II\*\0|MM\0\*|RIFF.{4}WEBP", re.S).match, "图片"),
    (re.compile(rb"L\0\0\0\x01\x14\x02\0").match, _LINK),
)
_ARCHIVE_KINDS = (
    (re.compile(rb"Rar!").match, "RAR"),
    (re.compile(rb"7z\xbc\xaf").match, "7z"),
    (re.compile(rb"\x1f\x8b").match, "gz"),
    (re.compile(rb"BZh[1-9]").match, "bz2"),
    (re.compile(rb"\xfd7zXZ").match, "xz"),
    (re.compile(rb"MSCF\0").match, "cab"),
    (re.compile(rb".{2}-lh\d-", re.S).match, "lzh"),
    (re.compile(rb".{257}ustar", re.S).match, "tar"),
)
_TEXT_KINDS = (
    (re.compile(r"\s*\{\\rtf").match, " Word 文档（RTF）"),
    (re.compile(r"MIME-Version:", re.IGNORECASE).match, "邮件或网页存档"),
    (re.compile(r"<(?:!doctype\s+html|html|head|meta|body|table)\b", re.IGNORECASE).search, "网页（HTML）"),
    (re.compile(r"\s*<\?xml").match, " XML 文件"),
)
_XML_TABLE = re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|Excel\.Sheet").search
_BINARY_BYTES = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]").search


def require_zip(data: bytes) -> None:
    """Let only a file pass that begins like a zip.

    Raises `Refused`: F01 empty, F02 no workbook, F03 damaged, F04 password, F05 old format, F09 too large,
    F16 another archive, F17 a mail or link.
    """
    if not data:
        raise Refused("F01")
    if len(data) > limits.FILE.most:
        raise limits.FILE.refused()
    if data.startswith(_ZIP):
        return
    if data.startswith(_OLE):
        raise refusal_of_ole(data)
    raise _refusal_of_other_file(data)


def _refusal_of_other_file(data: bytes) -> Refused:
    """The refusal of a file that is neither zip nor OLE2."""
    top = data[:_TOP]
    if top.startswith(_ZIP_END):
        return Refused("F02", kind="空的压缩包")
    if top.startswith(_TNEF):
        return Refused("F17", kind=" Outlook 的附件包（winmail.dat）")
    for matches, kind in _ARCHIVE_KINDS:
        if matches(top):
            return Refused("F16", kind=kind)
    for matches, kind in _BINARY_KINDS:
        if matches(top):
            return Refused("F17" if kind is _LINK else "F02", kind=kind)
    text = _decode(top)
    if text is not None and _XML_TABLE(text):
        return Refused("F05", kind=" Excel 2003 XML ")
    if data.rfind(_ZIP_END, -(1 << 16)) >= 0:
        return Refused("F03", detail="文件开头多出了内容或不完整")
    if text is None:
        return Refused("F02", kind="未知格式的文件")
    if _MAIL(text):
        return Refused("F17", kind="邮件")
    if _SHORTCUT(text) or _CLOUD(text):
        return Refused("F17", kind=_LINK)
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
