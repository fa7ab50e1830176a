"""Open the file of a notice, and draft the plan in a guarded process.

Its bytes tell its kind; what the readers do not know goes through LibreOffice or `pdftotext` first.
"""

import re
import subprocess
from collections.abc import Callable
from enum import Enum, auto
from functools import partial
from pathlib import Path

from cascade import libreoffice
from cascade.catalogue import CATALOGUE
from cascade.grid import Refused
from cascade.notice.document import NoticeDocument
from cascade.notice.drafting import NoTargets, draft_plan
from cascade.plan.drafted import NoticeDraft
from cascade.xlsx import limits, run_guarded

_AS_WORD = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”"
_ANEW = f"{_AS_WORD}（表格文件另存为 .xlsx）后再试"
_NO_TEXT = "请向发文单位要原来的 Word 或表格文件；没有的，用 --new-plan 写一本空白方案，照着通知填"
_ZIP, _OLE, _PDF = b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
_RTF = re.compile(rb"\s*\{\\rtf").match
_WEB = re.compile(rb"<(?:!doctype\s+html|html|head|meta|body|table)\b", re.IGNORECASE).search
_WEB_ARCHIVE = re.compile(rb"^(?:MIME-Version|Content-Type)\s*:[^\n]*", re.IGNORECASE | re.MULTILINE).search
_PICTURE = re.compile(rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0{4}|II\*\0|MM\0\*", re.DOTALL).match
_TABLE = re.compile(rb"[^\n]*[,\t][^\n]*\n[^\n]*[,\t]").match
_TOP = 4096  # bytes in which a web page says that it is one
_SECONDS = 30.0  # far more than pdftotext needs for a notice

_Outcome = NoticeDraft | tuple[str, dict[str, str]] | list[str]


class NoticeFormat(Enum):
    """What reads a file."""

    WORD = auto()
    WEB = auto()
    WEB_ARCHIVE = auto()
    SPREADSHEET = auto()
    CSV = auto()
    PDF_TEXT = auto()


class UnreadableNotice(Exception):
    """A file that gives no plan; the text says in Chinese why, and what to do."""


def draft_from(path: Path) -> NoticeDraft:
    """Draft a plan from the file of a notice. Raises UnreadableNotice; OSError where the path has no file."""
    if path.stat().st_size > limits.FILE.most:
        raise UnreadableNotice(_message(path, limits.FILE.refused()))
    data = path.read_bytes()
    try:
        kind, content = _prepared(data)
        outcome = run_guarded(partial(draft_bytes, kind, path.stem), content)
        if isinstance(outcome, tuple):
            code, facts = outcome
            raise Refused(code, **facts)
    except Refused as refusal:
        raise UnreadableNotice(_message(path, refusal)) from None
    if isinstance(outcome, list):
        raise UnreadableNotice(_no_targets(path, outcome))
    return outcome


def _message(path: Path, refusal: Refused) -> str:
    found = CATALOGUE[refusal.code]
    cause = refusal.facts.get("said") or found.cause.format(**refusal.facts)
    remedy = refusal.facts.get("remedy") or found.at_first + (found.notice or _ANEW)
    return f"{path.name} 读不出来：{cause}。\n{remedy}。"


def _no_targets(path: Path, remarks: list[str]) -> str:
    seen = "".join(f"\n  {remark}" for remark in remarks) or "\n  文件里没有表格"
    return (
        f"{path.name} 里没有找到目标分解表，没有写方案。找到的是：{seen}\n"
        "目标分解表应一行一个指标、一列一个地区（或反过来），并有地区名称和目标。"
        "表格是图片或在另一个附件里的，请换成那个附件再试；也可以用 --new-plan 写一本空白方案，照着通知填。"
    )


def _unusable(cause: str, remedy: str = _ANEW) -> Refused:
    return Refused("F02", kind="", said=cause, remedy=remedy)


def _prepared(data: bytes) -> tuple[NoticeFormat, bytes]:
    """The kind of a file, and its bytes, converted where need be. Raises `Refused`."""
    if not data:
        raise Refused("F01")
    if data.startswith(_ZIP):
        return _prepared_zip(data)
    if data.startswith(_OLE):
        return _prepared_ole(data)
    if _RTF(data):
        return NoticeFormat.WORD, _converted(data, ".rtf", libreoffice.as_docx)
    if data.lstrip()[:5] == _PDF:
        return NoticeFormat.PDF_TEXT, _pdf_text(data)
    if _PICTURE(data):
        raise _unusable("这是图片，里面的字读不出来", _NO_TEXT)
    if _WEB_ARCHIVE(data[:_TOP]):
        return NoticeFormat.WEB_ARCHIVE, data
    if _WEB(data[:_TOP]) or _WEB(data[:_TOP].replace(b"\0", b"")):
        return NoticeFormat.WEB, data
    if _TABLE(data[:_TOP]) and b"\0" not in data[:_TOP]:
        return NoticeFormat.CSV, data
    raise _unusable("这不是 Word 文档、表格文件、网页或 PDF")


def _prepared_zip(data: bytes) -> tuple[NoticeFormat, bytes]:
    tail = data[-(1 << 16) :]
    if b"word/document" in data:
        return NoticeFormat.WORD, data
    if b"xl/" in tail or b"xl/workbook" in data:
        return NoticeFormat.SPREADSHEET, data
    if b"opendocument.text" in data[:200]:
        return NoticeFormat.WORD, _converted(data, ".odt", libreoffice.as_docx)
    if b"opendocument.spreadsheet" in data[:200]:
        return NoticeFormat.SPREADSHEET, _converted(data, ".ods", libreoffice.as_xlsx)
    if b"word/" in tail:
        return NoticeFormat.WORD, data
    if b"OFD.xml" in data:
        raise _unusable("这是版式文件（.ofd），里面的表格读不出来", _NO_TEXT)
    raise _unusable("这是压缩包或别的办公文件", "请先解压，再试里面的通知（.docx、.xlsx、.doc 等）")


def _prepared_ole(data: bytes) -> tuple[NoticeFormat, bytes]:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise Refused("F04")
    if holds("WordDocument"):
        return NoticeFormat.WORD, _converted(data, ".doc", libreoffice.as_docx)
    if holds("Workbook") or holds("Book"):
        return NoticeFormat.SPREADSHEET, _converted(data, ".xls", libreoffice.as_xlsx)
    raise _unusable("这是旧版办公文件，但不是文档，也不是表格")


def _converted(data: bytes, ending: str, convert: Callable[[bytes, str], bytes]) -> bytes:
    kind = {".doc": ".doc 或 .wps", ".xls": ".xls 或 .et"}.get(ending, ending)
    if libreoffice.program() is None:
        raise _unusable(f"{kind} 格式要先转换，而这台电脑没有装 LibreOffice")
    try:
        return convert(data, ending)
    except libreoffice.Failed:
        part = "" if convert is libreoffice.as_xlsx else "，LibreOffice 没有装 Writer"
        cause = f"{kind} 格式转换不成，可能是文件已损坏、设了密码{part}"
        raise _unusable(cause, f"请取消密码，{_ANEW}") from None


def _pdf_text(data: bytes) -> bytes:
    """The text of a PDF in columns. Raises `Refused` where `pdftotext` is missing or finds no text."""
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    remedy = f"PDF 里的表格不一定认得准，最好找到原来的 Word 文件；或{_ANEW}"
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, check=True)
    except FileNotFoundError:
        raise _unusable("PDF 要用 pdftotext 读，而这台电脑没有装（poppler）", remedy) from None
    except (subprocess.SubprocessError, OSError):
        raise _unusable("这个 PDF 打不开，可能已损坏或设了密码", remedy) from None
    if len(done.stdout) > limits.PART.most:
        raise limits.PART.refused()
    if not done.stdout.strip():
        raise _unusable("这个 PDF 里没有文字，可能是扫描件", _NO_TEXT)
    return done.stdout


def draft_bytes(kind: NoticeFormat, title: str, data: bytes) -> _Outcome:
    """Draft from the bytes of a file; code and facts of a refusal, or remarks where nothing is shared out."""
    try:
        return draft_plan(_read(kind, data), title)
    except Refused as refusal:
        return refusal.code, refusal.facts
    except NoTargets as nothing:
        return list(nothing.remarks)
    except RecursionError:
        return "F09", {"what": "标记的嵌套层数", "limit": f"{limits.DEPTH.most} 层"}


def _read(kind: NoticeFormat, data: bytes) -> NoticeDocument:
    """Read a file with the reader of its kind, whose libraries only the guarded process loads."""
    match kind:
        case NoticeFormat.WORD:
            from cascade.notice.word_file import read_word  # for the guarded process

            return read_word(data)
        case NoticeFormat.WEB:
            from cascade.notice.web_page import read_web  # for the guarded process

            return read_web(data)
        case NoticeFormat.WEB_ARCHIVE:
            from cascade.notice.web_page import read_web_archive  # for the guarded process

            return read_web_archive(data)
        case NoticeFormat.SPREADSHEET:
            from cascade.notice.spreadsheet import read_spreadsheet  # for the guarded process

            return read_spreadsheet(data)
        case NoticeFormat.CSV:
            from cascade.notice.spreadsheet import read_csv  # for the guarded process

            return read_csv(data)
        case NoticeFormat.PDF_TEXT:
            from cascade.notice.pdf_columns import read_columns  # for the guarded process

            return read_columns(data.decode("utf-8", "replace"))
