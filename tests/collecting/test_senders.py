"""Files that cannot be read: whose they are, what stands for them, and what puts them away."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.support.bad_files import locked_archive
from tests.support.ledgers import ledger_of, table
from tests.support.office import BREAKDOWN, Answer, Office, run, with_few_indicators

NINGBO, WENZHOU = "330200", "330300"
BROKEN = b"PK\x03\x04" + bytes(200)
STATE = "已收但读不出数"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = tmp_path_factory.mktemp("读不出数")
    office = Office(home / "工作簿", with_few_indicators(home / "zhejiang-2020"))
    assert office.generate(BREAKDOWN).code == 0
    return office


@pytest.fixture
def office(issued: Office, tmp_path: Path) -> Office:
    return issued.copy(tmp_path / "工作簿")


def put(office: Office, name: str, data: bytes = BROKEN) -> Path:
    """A file in the inbox."""
    path = office.folder(BREAKDOWN, "received") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def command(office: Office, *words: object) -> Answer:
    return run(
        "collect.py", office.plan, BREAKDOWN, "--workbooks", office.home, "--today", "2020-05-28", *words
    )


def step(office: Office) -> str:
    return command(office, "--status").out.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("温州市.xlsx", BROKEN, "F03"),
        ("330300_上报.xlsx", b"", "F01"),
        ("温州市/上报/表.xlsx", BROKEN, "F03"),
        ("温州市.rar", b"Rar!\x1a\x07\x01\x00" + bytes(99), "F16"),
        ("温州市.zip", locked_archive("表.xlsx"), "F04"),
        ("来件.zip", locked_archive("温州市/上报/表.xlsx"), "F04"),
    ],
)
def test_what_tells_the_city_of_a_file_makes_it_the_citys(
    office: Office, name: str, data: bytes, code: str
) -> None:
    path = put(office, name, data)
    for _ in range(2):
        report = office.collect(BREAKDOWN)
        ((file, found),) = report.returns.items()
        assert (found["region"], found["state"], report.found(file)) == (
            WENZHOU,
            "refused",
            [(code, None, None)],
        )
    assert WENZHOU in report.missing
    assert found["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    (row,) = table(ledger_of(office), "returns")
    assert (row["region"], row["verdict"]) == (WENZHOU, "refused")
    told = command(office, "--status").out
    assert STATE in told
    assert "已报 0/11" in told


def test_nobody_is_told_by_a_folder_named_for_a_time_or_by_two_names(office: Office) -> None:
    put(office, "网页_20201130_330300/表.xlsx")
    put(office, "温州市、宁波市.xlsx", BROKEN + b"1")
    put(office, "20203303001.xlsx", BROKEN + b"2")
    report = office.collect(BREAKDOWN)
    assert {each["region"] for each in report.content["returns"]} == {None}
    assert step(office) == (
        "下一步：有 3 份读不出数（20203303001.xlsx、温州市、宁波市.xlsx、表.xlsx）："
        "请核实是谁报的，用 --as 确认，再请其重新报送；不是的请移出收件文件夹。"
    )


def test_a_good_return_puts_an_unreadable_one_away(office: Office) -> None:
    put(office, "温州市.xlsx")
    office.collect(BREAKDOWN, today="2020-05-20")
    asked = "有 1 份读不出数（温州市）：请写信请其重新报送，加 --reply 可写信；重报的收到后，坏文件自动作废。"
    assert step(office) == f"下一步：{asked}"
    good = office.fill(BREAKDOWN, WENZHOU)
    report = office.collect(BREAKDOWN, today="2020-05-22")
    assert report.states == {"温州市.xlsx": "superseded", good.name: "accepted"}
    assert "读不出数" not in step(office)
    again = command(office, "--withdraw", WENZHOU)
    assert again.code == 1
    assert set(office.collect(BREAKDOWN).states.values()) == {"withdrawn"}
    assert command(office, "--undo", "1").code == 1
    answer = command(office, "--use", "温州市.xlsx")
    assert (answer.code, "这个文件不是可以计入的上报表" in answer.error) == (2, True)


def test_an_unreadable_file_after_a_good_one_leaves_it(office: Office) -> None:
    good = office.fill(BREAKDOWN, WENZHOU)
    office.collect(BREAKDOWN, today="2020-05-20")
    bad = put(office, "温州市.xlsx")
    report = office.collect(BREAKDOWN, today="2020-05-22")
    assert report.states == {good.name: "accepted", "温州市.xlsx": "refused"}
    assert WENZHOU not in report.missing
    assert "有 1 份读不出数（温州市）" in step(office)
    bad.unlink()
    assert "读不出数" not in step(office)
    assert "已报 1/11" in command(office, "--status").out


def test_whose_an_unreadable_file_is_may_be_decided_and_taken_back(office: Office) -> None:
    put(office, "表.xlsx")
    put(office, "宁波市.zip", locked_archive("上报.xlsx"))
    assert office.collect(BREAKDOWN).returns["表.xlsx"]["region"] is None
    answer = command(office, "表.xlsx", "--as", WENZHOU)
    assert answer.code == 1, answer
    unread = "这个文件里的数读不出来，不计入汇总；只记下是谁报的，好写信请其重报。"
    assert unread in answer.out
    assert command(office, "上报.xlsx", "--as", WENZHOU).code == 1
    report = office.collect(BREAKDOWN)
    assert {each["region"] for each in report.content["returns"]} == {WENZHOU}
    assert "有 2 份读不出数（温州市）" in step(office)
    assert "不必再确认" in command(office, "表.xlsx", "--as", WENZHOU).out
    for number in ("1", "2"):
        assert command(office, "--undo", number).code == 1
    found = office.collect(BREAKDOWN).returns
    assert (found["表.xlsx"]["region"], found["上报.xlsx"]["region"]) == (None, NINGBO)


def test_a_ledger_of_before_goes_on(office: Office) -> None:
    """Its refused files have no city, those that were moved out since, too."""
    put(office, "温州市.xlsx")
    gone = put(office, "宁波市.xlsx", BROKEN + b"1")
    office.collect(BREAKDOWN)
    without_cities(office)
    gone.unlink()
    assert "有 1 份读不出数（温州市.xlsx）" in step(office)
    report = office.collect(BREAKDOWN)
    assert {name: each["region"] for name, each in report.returns.items()} == {"温州市.xlsx": WENZHOU}
    assert "有 1 份读不出数（温州市）" in step(office)


def without_cities(office: Office) -> None:
    """Make the ledger one that the version before wrote, where all files were refused."""
    journal = ledger_of(office).with_name("journal.jsonl")
    lines = journal.read_text("utf-8").splitlines(keepends=True)
    old = [re.sub(r'"region": ?"\d+"', '"region": ""', line) if "refused" in line else line for line in lines]
    assert old != lines
    journal.write_text("".join(old), "utf-8")
    ledger_of(office).unlink()
