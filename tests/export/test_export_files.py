"""The files that --export writes, read by other programs: exact numbers, no formula, whole or not there."""

import csv
import importlib.util
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import cascade
from cascade.errors import Wrong
from cascade.export.export_files import export
from tests.support.libreoffice import resave
from tests.support.office import BREAKDOWN, Answer, Office, run, with_few_indicators
from tests.support.programs import need
from tests.support.validator import validate

NUMBERS = ("value", "target", "completion")
HOSTILE = [
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\n=1+1",
        " =1+1",
        "＝1+1",
        "－1",
        "'=1+1",
        "''",
        "\ufeff=1+1",
    ),
    *(
        '=HYPERLINK("http://example.invalid","a")',
        "=cmd|' /C calc'!A0",
        'a,"b"\r\nc',
        "1E5",
        "001",
        "a=1",
        "/",
    ),
]
HEADINGS = (
    "方案 批次 数据截至 层级 地区编码 地区 指标编码 指标 填报项 单位 "
    "数 目标 完成情况 评价 状态 收到 文件 工作表 单元格 原文"
)
COLUMNS = (
    "plan,round,as_of,level,region_code,region_name,indicator_code,indicator_name,field,unit,"
    "value,target,completion,light,state,received,file,sheet,cell,raw_text"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A breakdown of six indicators in which Hangzhou has reported, with a zone named like a formula."""
    home = tmp_path_factory.mktemp("导出 文件")
    office = Office(home / "工作簿", with_few_indicators(home / "方案"))
    office.filling.zones["330100A1"] = "@钱塘新区"
    assert office.generate(BREAKDOWN).code == 0
    office.fill(BREAKDOWN, "330100")
    assert "330100" not in office.collect(BREAKDOWN).missing
    return office


def exported(office: Office, path: Path) -> Answer:
    return run("collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--export", path)


def frame_of(office: Office) -> pd.DataFrame:
    return cascade.open(office.plan, office.home).round(BREAKDOWN).values()


@pytest.fixture
def hostile(office: Office) -> pd.DataFrame:
    """The table, with texts and numbers in it such as no good return has."""
    frame = frame_of(office)
    frame["raw_text"] = (HOSTILE * len(frame))[: len(frame)]
    values = [
        Decimal("1E+12"),
        Decimal("1E-6"),
        Decimal("-0.5"),
        Decimal("123456789012.345"),
        Decimal("0.10"),
    ]
    frame["value"] = pd.Series((values * len(frame))[: len(frame)], dtype="object")
    return frame


def plain(value: object) -> str | None:
    """A cell of the table as text, a number in full."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return None if pd.isna(value) else str(value)  # type: ignore[call-overload]


def texts(frame: pd.DataFrame) -> list[tuple[str | None, ...]]:
    return [tuple(map(plain, row)) for row in frame.astype("object").to_numpy()]


def from_csv(data: bytes) -> Iterator[tuple[str | None, ...]]:
    """The rows below the heading as the docs say they are read."""
    assert data.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(data.decode("utf-8-sig").splitlines(keepends=True))
    assert ",".join(heading) == COLUMNS
    for row in rows:
        yield tuple(text.removeprefix("'") or None for text in row)


def written(frame: pd.DataFrame, path: Path) -> Path:
    export(frame, path)
    return path


# ------------------------------------------------------------------------------------------- the command


@pytest.mark.parametrize("name", ["表.csv", "新 文件夹/表.xlsx", "表.SQLITE"])
def test_the_command_writes_the_table_and_says_where(office: Office, name: str, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in office.home.rglob("*.xlsx")}
    answer = exported(office, tmp_path / name)
    assert (answer.code, answer.error) == (0, "")
    assert f"已导出 {len(frame_of(office))} 行：{tmp_path / name}" in answer.out
    assert [path.name for path in (tmp_path / name).parent.iterdir()] == [Path(name).name]
    assert {path: path.stat().st_mtime_ns for path in office.home.rglob("*.xlsx")} == before


def test_the_command_and_the_api_say_the_same(office: Office, tmp_path: Path) -> None:
    assert exported(office, tmp_path / "表.csv").code == 0
    rows = list(from_csv((tmp_path / "表.csv").read_bytes()))
    assert rows == texts(frame_of(office))
    (zone,) = {row[5] for row in rows if row[4] == "330100A1"}
    assert zone == "@钱塘新区"
    assert ",'@钱塘新区,".encode() in (tmp_path / "表.csv").read_bytes()


@pytest.mark.parametrize("name", ["表.txt", "表", "表.csv.gz", ".csv"])
def test_another_ending_is_refused(office: Office, name: str, tmp_path: Path) -> None:
    answer = exported(office, tmp_path / name)
    assert answer.code == 2
    assert f"不能导出为“{name}”。文件名请以 .csv、.xlsx、.sqlite、.parquet 结尾。" in answer.error
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_is_open_elsewhere_stays_as_it_was(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "表.csv"
    target.mkdir()  # which no file can replace
    answer = exported(office, target)
    assert answer.code == 3
    assert str(target) in answer.error
    assert list(tmp_path.iterdir()) == [target]


# ------------------------------------------------------------------------------------------- the formats


def test_csv_holds_every_text_and_number_as_it_is(hostile: pd.DataFrame, tmp_path: Path) -> None:
    data = written(hostile, tmp_path / "表.csv").read_bytes()
    with BytesIO(data) as file:
        read = pd.read_csv(file, dtype="str", encoding="utf-8-sig", keep_default_na=False)
    found = [tuple(text.removeprefix("'") or None for text in row) for row in read.to_numpy()]
    assert found == texts(hostile)
    assert b"E+" not in data
    assert set(read["value"]) == {"1000000000000", "0.000001", "-0.5", "123456789012.345", "0.1"}
    for name in (each for each in read.columns if each not in NUMBERS):
        assert not read[name].str.match(r"\s*[=+\-@＝＋－＠]").any(), name


@pytest.mark.parametrize("witness", ["soffice", "ssconvert"])
def test_no_spreadsheet_takes_a_cell_of_the_csv_for_a_formula(
    witness: str, hostile: pd.DataFrame, tmp_path: Path
) -> None:
    source = written(hostile, tmp_path / "表.csv")
    if witness == "soffice":
        path = resave([source], tmp_path / "另存")[source]
    else:
        path = tmp_path / "另存.xlsx"
        subprocess.run([need("ssconvert"), source, path], check=True, capture_output=True)
    cells = [cell for row in openpyxl.load_workbook(path).worksheets[0].iter_rows() for cell in row]
    assert len(cells) > 20 * len(hostile)
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    raw = [str(cell.value) for cell in cells if cell.column == 20]
    assert "'=1+1" in raw


def test_the_workbook_is_valid_and_in_chinese(office: Office, tmp_path: Path) -> None:
    path, frame = written(frame_of(office), tmp_path / "表.xlsx"), frame_of(office)
    (sheet,) = openpyxl.load_workbook(path).worksheets
    heading, *rows = sheet.iter_rows(values_only=True)
    assert " ".join(map(str, heading)) == HEADINGS
    assert {row[3] for row in rows} == {"省", "市", "县", "功能区"}
    assert {(row[5], row[14]) for row in rows} >= {
        ("浙江省", "未报齐"),
        ("杭州市", "已报"),
        ("宁波市", "未报"),
    }
    assert len(rows) == len(frame)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    assert sheet.auto_filter.ref == f"A1:T{len(rows) + 1}"
    assert [sheet.row_dimensions[row].height for row in (1, 2, len(rows) + 1)] == [33, 16.5, 16.5]


def test_a_column_is_as_wide_as_its_longest_text_up_to_a_limit(office: Office, tmp_path: Path) -> None:
    frame = frame_of(office).head(2)
    frame["region_name"], frame["raw_text"] = ["杭州市", "宁波"], ["长" * 18, "长" * 19]
    frame["value"] = pd.Series([Decimal("1E+12"), None], dtype="object")
    (sheet,) = openpyxl.load_workbook(written(frame, tmp_path / "表.xlsx")).worksheets
    widths = [sheet.column_dimensions[column].width for column in "FKLT"]
    assert widths == [pytest.approx(width + 0.71, abs=0.01) for width in (9, 16, 7, 40)]


def test_the_workbook_passes_the_validator(hostile: pd.DataFrame, tmp_path: Path) -> None:
    path = written(hostile, tmp_path / "表.xlsx")
    assert validate([path]) == {path: []}


def test_the_workbook_holds_numbers_as_numbers_and_texts_as_texts(
    hostile: pd.DataFrame, tmp_path: Path
) -> None:
    (sheet,) = openpyxl.load_workbook(written(hostile, tmp_path / "表.xlsx")).worksheets
    _, *rows = sheet.iter_rows()
    for cells, values in zip(rows, hostile.astype("object").to_numpy(), strict=True):
        for cell, name, value in zip(cells, hostile.columns, values, strict=True):
            if name in ("level", "state"):
                continue
            if isinstance(value, Decimal):
                assert cell.data_type == "n"
                assert Decimal(repr(cell.value)) == value
                assert cell.number_format == "0." + "0" * places if (places := decimals(value)) else "0"
            elif pd.isna(value):
                assert cell.value is None
            else:
                assert cell.data_type == "s"
                assert str(cell.value).replace("_x000D_", "\r") == value


def decimals(value: Decimal) -> int:
    return len((plain(value) or "").partition(".")[2])


def test_sqlite_holds_exact_decimal_text(hostile: pd.DataFrame, tmp_path: Path) -> None:
    with closing(sqlite3.connect(written(hostile, tmp_path / "表.sqlite"))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT * FROM numbers").fetchall() == texts(hostile)
        columns = connection.execute("PRAGMA table_info(numbers)").fetchall()
        kinds = connection.execute("SELECT DISTINCT typeof(value) FROM numbers").fetchall()
    assert [(name, kind) for _, name, kind, *_ in columns] == [(name, "TEXT") for name in hostile.columns]
    assert kinds == [("text",)]


def test_parquet_holds_decimals_or_says_what_is_lacking(hostile: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "表.parquet"
    if importlib.util.find_spec("pyarrow") is None:
        with pytest.raises(Wrong, match="需要另装组件 pyarrow"):
            export(hostile, path)
        assert list(tmp_path.iterdir()) == []
    else:
        assert texts(pd.read_parquet(written(hostile, path))) == texts(hostile)


def test_an_export_replaces_the_one_before(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "表.sqlite"
    path.write_bytes(b"something else")
    written(frame_of(office), path)
    first = path.read_bytes()
    assert written(frame_of(office), path).read_bytes() == first


def test_as_many_rows_as_a_sheet_has_are_written(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = frame_of(office)
    monkeypatch.setattr("cascade.export.export_files._MOST_ROWS", len(frame))
    (sheet,) = openpyxl.load_workbook(written(frame, tmp_path / "表.xlsx")).worksheets
    assert sheet.max_row == len(frame) + 1


def test_more_rows_than_a_sheet_has_are_refused(office: Office, tmp_path: Path) -> None:
    frame = frame_of(office)
    many = pd.concat([frame] * (1_048_576 // len(frame) + 1)).head(
        1_048_576
    )  # one too many, with the headings
    with pytest.raises(Wrong, match="一张工作表放不下"):
        export(many, tmp_path / "表.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lost", ["ledger.sqlite", "journal.jsonl"])
def test_a_ledger_or_a_journal_alone_gives_the_round(office: Office, tmp_path: Path, lost: str) -> None:
    before = frame_of(office)
    copy = office.copy(tmp_path / "工作簿")
    (copy.home / "zhejiang-2020" / lost).unlink()
    assert frame_of(copy)["value"].equals(before["value"])
