"""A workbooks folder in which every page of the desk looks each way that it can look.

zhejiang-2020 has six indicators. 目标分解: returns in every state, letters of every fate, a decision, work
that was interrupted. 上半年进展: two cities have reported. 前三季度进展: closed. 全年进展: not issued.
zhaohua-2017 has 29 towns, one of them with a name of forty characters, and an indicator of seventy. A third
plan is spoilt.
"""

import shutil
from datetime import datetime
from pathlib import Path

import openpyxl

from cascade.desk.records import DeskAction, Records
from cascade.ledger import Dispatch, Sending, opened
from tests.desk.test_one_city import office_with_returns
from tests.support.notices import as_docx, zhejiang
from tests.support.office import BREAKDOWN, JUNE, PROJECT, SEPTEMBER, Office, run
from tests.support.oracle.form import Form
from tests.support.plan_folder import put

SHAOXING, ZHOUSHAN, NINGBO = "330600", "330900", "330200"
LONG_PLAN, LONG_ROUND, LONG_TOWN = "zhaohua-2017", "progress-2017-06-30", "510811001"
_CITY = "昭化区元坝镇与周边新设产业园区联合管理委员会及其代管的若干街道社区综合服务中心（筹）办"
_INDICATOR = (
    "城镇新增就业人数（含返乡创业、灵活就业、公益性岗位安置和跨省转移就业后返回本地重新登记就业的人员，"
    "不含退休返聘、实习见习和非全日制用工）"
)
_MAIL = """[office]
name = "省转升办"
address = "office@example.invalid"
me = "me@example.invalid"
[smtp]
host = "127.0.0.1"
port = 9
[imap]
host = "127.0.0.1"
port = 9
"""


def office_of_all_looks(folder: Path) -> Office:
    """Make the folder `workbooks` in a folder; the settings of the mail are in `mail.toml` beside it."""
    office = office_with_returns(folder)
    _more_states(office)
    _later_rounds(office)
    _letters(office)
    _long_names(folder, office.home)
    _plans(folder, office)
    Records(office.home / "desk.sqlite").begin(DeskAction("甲", "zhejiang-2020", BREAKDOWN, "", "收集"))
    (folder / "mail.toml").write_text(_MAIL, "utf-8")
    return office


def _more_states(office: Office) -> None:
    """A return that was withdrawn, one that cannot be read."""
    office.fill(BREAKDOWN, SHAOXING)
    (office.folder(BREAKDOWN, "received") / "舟山.xlsx").write_bytes(b"")
    office.collect(BREAKDOWN)
    office.collect(BREAKDOWN, "--withdraw", SHAOXING, "--because", "口径不一致", "--by", "甲")


def _later_rounds(office: Office) -> None:
    for round_ in (JUNE, SEPTEMBER):
        assert office.generate(round_).code == 0
    for city in ("330100", "330200"):
        office.fill(JUNE, city)
    office.collect(JUNE)
    office.collect(SEPTEMBER, "--close")


def _letters(office: Office) -> None:
    """A letter of every fate, entered as a sending enters it."""
    with opened(office.home / "zhejiang-2020" / "ledger.sqlite") as ledger:
        for number, (state, city) in enumerate(zip(Sending, office.tables.cities, strict=False)):
            at = f"2020-05-20T10:00:0{number}"
            identity = f"<{number}@example.invalid>"
            ledger.dispatch(Dispatch(identity, BREAKDOWN, "issue", city, str(number), state, at, "说明"))


def _long_names(folder: Path, home: Path) -> None:
    """The plan of towns with long names; one has reported."""
    plan = folder / LONG_PLAN
    shutil.copytree(PROJECT / "plans" / LONG_PLAN, plan)
    put(plan, "regions", 3, "name", _CITY)
    put(plan, "indicators", 2, "name", _INDICATOR)
    assert run("generate.py", plan, LONG_ROUND, "--workbooks", home).code == 0
    (path,) = (home / LONG_PLAN / LONG_ROUND / "issued").glob(f"{LONG_TOWN}_*.xlsx")
    form = Form(path)
    for field, value in (("K01a", 5), ("K02a", "约五人")):
        form.cell(LONG_TOWN, field).value = value
    form.save(home / LONG_PLAN / LONG_ROUND / "received" / path.name)
    assert run("collect.py", plan, LONG_ROUND, "--workbooks", home).code == 1


def _plans(folder: Path, office: Office) -> None:
    """A spoilt plan among the desk's, a draft from a notice; a faulty and a changed plan to bring."""
    spoilt, changed, faulty = office.home / "方案" / "坏.xlsx", folder / "改.xlsx", folder / "错.xlsx"
    assert run("generate.py", office.plan, "--plan-workbook", changed).code == 0
    spoilt.parent.mkdir()
    for path in (spoilt, faulty):
        _with_cell(changed, path, "批次", "E4", "某日")
    _with_cell(changed, changed, "批次", "C4", "分解")
    notice = folder / "通知.docx"
    notice.write_bytes(as_docx(zhejiang()))
    draft = spoilt.parent / "草稿" / f"{datetime.now():%Y}_方案.xlsx"
    draft.parent.mkdir()
    assert run("generate.py", "--from-notice", notice, draft).code == 0


def _with_cell(source: Path, target: Path, sheet: str, cell: str, content: str) -> None:
    book = openpyxl.load_workbook(source)
    book[sheet][cell] = content
    book.save(target)
