"""Names and members of zip archives, as the packing programs of all systems write them."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest

from cascade.collecting.archives import decode_name, in_memory, members
from cascade.collecting.incoming_files import gather
from tests.support.forms import BREAKDOWN
from tests.support.office import Office
from tests.support.raw_workbook import raw_zip

HUZHOU, QUZHOU = "330500", "330800"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("压缩") / "工作簿")
    assert office.generate(BREAKDOWN, "--city", HUZHOU, QUZHOU).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    return issued.copy(tmp_path / "工作簿")


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("湖州市填报表.xlsx".encode(), "湖州市填报表.xlsx"),
        ("湖州市填报表.xlsx".encode("gbk"), "湖州市填报表.xlsx"),
        ("一.xlsx".encode("gbk"), "一.xlsx"),  # D2 BB: in UTF-8 a letter of Bashkir
        ("台.xlsx".encode("gbk"), "台.xlsx"),  # CC A8: in UTF-8 a hook below nothing
        ("一份表.xlsx".encode("gbk"), "一份表.xlsx"),
        ("你好.xlsx".encode(), "你好.xlsx"),  # in GBK 浣犲ソ
        ("（终稿）丽水—“报送”.xlsx".encode(), "（终稿）丽水—“报送”.xlsx"),
        ("（终稿）丽水—“报送”.xlsx".encode("gbk"), "（终稿）丽水—“报送”.xlsx"),
        ("咖啡é.xlsx".encode(), "咖啡é.xlsx"),
        ("衢州①.xlsx".encode("gbk"), "衢州①.xlsx"),
        ("琞镕.xlsx".encode("gbk"), "琞镕.xlsx"),  # beyond GB 2312
        ("琞镕.xlsx".encode(), "琞镕.xlsx"),
        (b"r\x82sum\x82.xlsx", "résumé.xlsx"),  # neither: as DOS wrote it
        (b"a.xlsx", "a.xlsx"),
    ],
)
def test_a_name_without_the_mark_of_utf8(raw: bytes, name: str) -> None:
    assert decode_name(raw) == name


def packed(*entries: tuple[bytes, bytes], flags: int = 0) -> bytes:
    return raw_zip(list(entries), flags=flags)


def test_a_zip_made_by_macos_is_opened_and_its_own_files_are_ignored(office: Office, tmp_path: Path) -> None:
    """Names in UTF-8 without the mark; before, the whole archive was refused."""
    huzhou, quzhou = (office.fill(BREAKDOWN, city).read_bytes() for city in (HUZHOU, QUZHOU))
    archive = tmp_path / "报送.zip"
    entries = [
        ("报送/湖州市.xlsx".encode(), huzhou),
        ("__MACOSX/报送/._湖州市.xlsx".encode(), b"\0\5\x16\7"),
        ("__MACOSX/报送/湖州市.xlsx".encode(), b"Mac"),
        ("报送/衢州市.xlsx".encode("gbk"), quzhou),
    ]
    archive.write_bytes(packed(*entries))
    report = office.collect(BREAKDOWN, archive)
    assert sorted((Path(each["file"]).name, each["state"]) for each in report.content["returns"]) == [
        ("._湖州市.xlsx", "ignored"),
        ("湖州市.xlsx", "accepted"),
        ("湖州市.xlsx", "ignored"),
        ("衢州市.xlsx", "accepted"),
    ]
    assert not {HUZHOU, QUZHOU} & set(report.missing)


def test_names_with_the_mark_and_names_with_folders_of_windows(office: Office, tmp_path: Path) -> None:
    data = office.fill(BREAKDOWN, HUZHOU).read_bytes()
    archive = tmp_path / "报送.zip"
    archive.write_bytes(packed(("子\\湖州市.xlsx".encode(), data), flags=0x800))
    assert [each.path for each in gather([archive])] == [archive / "子" / "湖州市.xlsx"]
    assert office.collect(BREAKDOWN, archive).states == {"湖州市.xlsx": "accepted"}


@pytest.mark.parametrize(("stale", "name"), [(False, "湖州市.xlsx"), (True, "??.xlsx")])
def test_the_name_in_the_unicode_field_of_infozip(stale: bool, name: str) -> None:
    """It counts as long as its checksum is that of the plain name."""
    raw = b"??.xlsx"
    entry = zipfile.ZipInfo("??.xlsx")
    entry.extra = struct.pack("<2HBL", 0x7075, 5 + len("湖州市.xlsx".encode()), 1, zlib.crc32(raw) ^ stale)
    entry.extra += "湖州市.xlsx".encode()
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(entry, b"x")
    found = members(in_memory(target.getvalue))
    assert found is not None
    assert [(each, read()) for each, read in found] == [(name, b"x")]


@pytest.mark.parametrize("first", ["mimetype", "[Content_Types].xml"])
def test_a_workbook_named_zip_is_no_archive(first: str) -> None:
    assert members(in_memory(lambda: packed((first.encode(), b"x"), (b"content.xml", b"x")))) is None
