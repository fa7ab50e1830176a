"""Read the package's content types and relationships, and refuse what a form must not hold."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cascade.grid import Refused
from cascade.xlsx.archive import Archive
from cascade.xlsx.limits import Allowance
from cascade.xlsx.markup import Part, pieces
from cascade.xlsx.namespaces import STRICT

_TYPES, _MANIFEST = "[Content_Types].xml", "META-INF/manifest.xml"
_TYPES_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_WORKBOOK = re.compile(r"spreadsheetml\.(?:sheet|template)\.main\+xml").search

# The parts that a form never has, by their names and by their content types.
_FORBIDDEN_NAMES = (
    (re.compile(r"\bvba(?:project|data)").search, "宏（VBA）"),
    (re.compile(r"\b(?:intl)?macrosheets/").search, "宏表"),
    (re.compile(r"\bactivex/").search, "ActiveX 控件"),
    (re.compile(r"\bembeddings/").search, "嵌入对象"),
    (re.compile(r"\bxl/(?:connections\.|querytables/|model/)").search, "数据连接"),
)
_FORBIDDEN_TYPES = (
    (re.compile(r"macroenabled|vba", re.I).search, "宏（VBA）"),
    (re.compile(r"macrosheet", re.I).search, "宏表"),
    (re.compile(r"activex", re.I).search, "ActiveX 控件"),
    (re.compile(r"oleobject", re.I).search, "嵌入对象"),
    (re.compile(r"connections\b|querytable|model\+data", re.I).search, "数据连接"),
)
_OTHER_KINDS = (
    ("wordprocessingml", " Word 文档"),
    ("ms-word", " Word 文档"),
    ("presentationml", " PowerPoint 演示文稿"),
    ("ms-powerpoint", " PowerPoint 演示文稿"),
    ("visio", "Visio 绘图"),
)


class Relation(NamedTuple):
    """A relationship: its type (`worksheet`), the target's name in the archive, whether it leads outside."""

    kind: str
    target: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Package:
    """The parts to read: the workbook, its relations by relationship id, the custom properties."""

    workbook: str
    relations: Mapping[str, Relation]
    properties: str | None

    def first(self, kind: str) -> str | None:
        """The target of the first relationship of a kind, or None."""
        return next((each.target for each in self.relations.values() if each.kind == kind), None)


class _ContentTypes:
    """`[Content_Types].xml`: the content types of parts by name and by extension."""

    def __init__(self, archive: Archive, allowance: Allowance) -> None:
        self._by_extension: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        part = Part(_TYPES, "Types", allowance, namespace=_TYPES_NAMESPACE, cached=True)
        for _, element in pieces(part, archive.chunks(_TYPES), depth=1):
            kind = element.get("ContentType", "")
            if element.tag == "Override":
                self._by_name[element.get("PartName", "").removeprefix("/").casefold()] = kind
            elif element.tag == "Default":
                self._by_extension[element.get("Extension", "").casefold()] = kind

    def of(self, name: str) -> str:
        """The content type of a part, "" where the package declares none."""
        key = name.casefold()
        return self._by_name.get(key) or self._by_extension.get(key.rpartition(".")[2], "")


def open_package(archive: Archive, allowance: Allowance) -> Package:
    """Find the parts to read.

    Raises `Refused`: F02 for no workbook, F05 for .xlsb and .ods, F06 for harmful parts, F08 for strict
    OOXML, and whatever the archive and the XML parser raise.
    """
    if _TYPES not in archive:
        raise _refusal_of_other_zip(archive)
    types = _ContentTypes(archive, allowance)
    root = read_relations("_rels/.rels", archive, allowance)
    workbook = next((each for each in root.values() if each.kind == "officeDocument"), None)
    if workbook is None or workbook.outside:
        raise Refused("F02", kind="未知格式的压缩包")
    _check_kind(types.of(workbook.target))
    _check_harmless(archive, types)
    folder, name = posixpath.split(workbook.target)
    relations = read_relations(posixpath.join(folder, "_rels", f"{name}.rels"), archive, allowance)
    properties = next((each.target for each in root.values() if each.kind == "custom-properties"), None)
    return Package(workbook.target, relations, properties)


def read_relations(name: str, archive: Archive, allowance: Allowance) -> dict[str, Relation]:
    """Read a `.rels` part: the relations by relationship id, in the order of the file."""
    part = Part(name, "Relationships", allowance, namespace=_RELATIONS_NAMESPACE, cached=True)
    folder = posixpath.dirname(posixpath.dirname(name))
    relations: dict[str, Relation] = {}
    for _, element in pieces(part, archive.chunks(name), depth=1):
        if element.tag != "Relationship":
            continue
        kind = element.get("Type", "")
        if kind.startswith(STRICT):
            raise Refused("F08")
        key = element.get("Id", "")
        if key in relations:
            raise part.damaged(f"关系编号“{key[:20]}”重复")
        target = element.get("Target", "")
        outside = element.get("TargetMode") == "External"
        if not outside:
            target = _target_name(part, folder, target)
        relations[key] = Relation(kind.removeprefix(_OFFICE), target, outside)
    return relations


def _target_name(part: Part, folder: str, target: str) -> str:
    """A target's name in the archive; a relative target starts at the folder of its part."""
    steps: list[str] = []
    for step in (target if target.startswith("/") else f"{folder}/{target}").split("/"):
        if step == "..":
            if not steps:
                raise Refused("F10", detail=f"{part.label[:80]}：指向文件之外")
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)


def _check_kind(kind: str) -> None:
    """Check that the main part is a workbook of the ordinary format. Raises `Refused` F02 or F05."""
    if "sheet.binary" in kind:
        raise Refused("F05", kind=" .xlsb ")
    for word, named in _OTHER_KINDS:
        if word in kind:
            raise Refused("F02", kind=named)
    if "macroEnabled" not in kind and not _WORKBOOK(kind):
        raise Refused("F02", kind="未知格式的压缩包")


def _check_harmless(archive: Archive, types: _ContentTypes) -> None:
    """Check that no part could run code or fetch data. Raises `Refused` F06."""
    names = "\n".join(archive.names)
    declared = "\n".join({types.of(name) for name in archive.names})
    for text, forbidden in ((names, _FORBIDDEN_NAMES), (declared, _FORBIDDEN_TYPES)):
        for found, kind in forbidden:
            if found(text):
                raise Refused("F06", kind=kind)


def _refusal_of_other_zip(archive: Archive) -> Refused:
    """The refusal of a zip without content types, by what it is."""
    if "mimetype" in archive:
        kind = next(archive.chunks("mimetype"), b"")[:100]
        if b"opendocument.spreadsheet" in kind:
            manifest = _MANIFEST in archive and b"".join(archive.chunks(_MANIFEST))
            return (
                Refused("F04")
                if manifest and b"encryption-data" in manifest
                else Refused("F05", kind=" .ods ")
            )
        return Refused("F02", kind="其他办公软件的文档")
    if any(name.startswith("xl/") for name in archive.names):
        return Refused("F03", detail=f"缺少 {_TYPES}")
    return Refused("F16", kind="zip")
