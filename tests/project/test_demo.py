"""The demonstration for real, in a folder with spaces and Chinese in its name; and what it refuses."""

import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from hypothesis import Phase, given, settings

from demo import __main__ as demo
from demo.folder import MARKER
from demo.office import Office
from tests.support.demonstration import tell
from tests.support.random_plans import RandomPlan, plans
from tests.support.sample import count

HOME = Path(__file__).parents[2]
CODES = {"TOLD": 0, "DIFFERS": 1, "WRONG": 2}


def run(*words: str) -> tuple[int, str]:
    """Exit code and output, as a Chinese Windows console (GBK) would show it.

    Tests that look at something else than how the program starts and speaks `tell` the story.
    """
    done = subprocess.run(
        [sys.executable, "-m", "demo", *words],
        cwd=HOME,
        env=os.environ | {"PYTHONIOENCODING": "gbk"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="gbk",
        timeout=600,
    )
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "演示 结果" / "第 1 次"


@dataclass(frozen=True)
class Told:
    """A demonstration, and what it said."""

    folder: Path
    said: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("演示 结果") / "第 1 次"
    code, said = tell("--workbooks", str(folder))
    assert code == CODES["TOLD"], said
    return Told(folder, said)


def test_the_story_goes_as_told(told: Told) -> None:
    for line in (
        "已下发 11 份填报表",
        "已接收 8 个市，退回修改 2 个，未报 1 个（丽水市）",
        "分解表 H列19行  宁波市的“传统制造业新增工业机器人10000台”各县（市、区）合计 1350台，比本市目标",
        "如指 1200家，请填 1200",
        "11 个市全部接收；截止日后收到：丽水市",
        "新增工业机器人全省合计 10060 台",
        "已接收 10 个市，退回修改 1 个。",
        "填的是“待统计”，不是数字",
        "演示完成",
    ):
        assert line in told.said
    assert told.said.encode("gbk")  # every sign exists on a Chinese console
    summaries = [line.split("：")[1] for line in told.said.splitlines() if "汇总表：" in line]
    assert len(summaries) == 2
    assert all(Path(path).is_file() for path in summaries)


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
def test_the_python_examples_hold_on_its_results(
    page: str, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The examples name the folder in which `run.py demo` leaves its results."""
    blocks = re.findall(r"^```python\n(.+?)^```$", (HOME / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    source = "".join(blocks).replace("workbooks/演示", told.folder.as_posix())
    monkeypatch.chdir(HOME)
    test = doctest.DocTestParser().get_doctest(source, {}, page, page, 0)
    assert test.examples
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(test, out=said.append).failed == 0, "".join(said)


def test_another_folder_is_refused_and_stays_as_it_was(folder: Path) -> None:
    precious = folder / "zhejiang-2020" / "ledger.sqlite"
    precious.parent.mkdir(parents=True)
    precious.write_bytes(b"precious")
    code, said = run("--workbooks", str(folder))
    assert code == CODES["WRONG"]
    assert "里已有其他文件" in said
    assert [path for path in folder.rglob("*") if path.is_file()] == [precious]


def test_a_wrong_word_is_answered_in_chinese() -> None:
    assert run("--nonsense") == (
        CODES["WRONG"],
        "命令写法不对。用法：python run.py demo [--plan 方案] [--workbooks 文件夹]\n",
    )


def test_a_story_that_goes_otherwise_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Office, "issue", lambda *_: {})
    assert demo.main(["--workbooks", str(folder)]) == CODES["DIFFERS"]
    said = capsys.readouterr().err
    assert "停在这一步：一、目标分解：下发填报表\n应给每个设区市下发一份填报表：应为 杭州市、" in said
    assert "实为 （无）" in said
    assert (folder / MARKER).exists()  # so that it can be told again


SHIPPED: dict[str, tuple[str, ...]] = {
    "zhaohua-2017": (
        "演示：用方案“昭化区2017年城镇新增就业目标任务”（2 项指标、29 个填报单位），",
        "已下发 29 份填报表，每单位一份；报送截止 2017-07-10。",
        "白果乡（故意填错）：白果乡城镇新增就业人数有目标，却填“/”；白果乡城镇失业人员再就业写成“待统计”。",
        "紫云乡：误把《单位通讯录》当作填报表发来。",
        "已接收 25 个单位，退回修改 2 个，未报 2 个（元坝镇、紫云乡）。查出的问题：",
        "白果乡的“本年累计（城镇新增就业人数）”填的是“/”，但该地的目标是 15人。",
        "拣银岩街道办：复核后又报了一次，以后一次为准。",
        "29 个单位全部接收；截止日后收到：",
        "核对：昭化区和各单位 60 个汇总数与所填数字逐一相符。例如：",
        "五、全年进展：下发填报表",
    ),
    "example-kinds": (
        "乙县：在预留行单列了 2 个功能区。",
        "石桥乡的“规模以上工业增加值增长”低于所属单位的目标，在“说明”栏写了原因。",
        "甲县的“新认定高新技术企业”各乡镇（街道）合计 10家，比本县目标 12家少 2家。",
        "核对：某某市和各单位 51 个汇总数与所填数字逐一相符。例如：",
        "五、前四个月进展：在已接收的分解目标上下发",
        "乙县的“城市运行管理平台”填的是“基本完成了”，不是可选的用语。",
        "由合计算出：",
    ),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_story_is_told_of_any_shipped_plan(name: str, folder: Path) -> None:
    code, said = tell("--plan", f"plans/{name}", "--workbooks", str(folder))
    assert code == CODES["TOLD"], said
    assert [line for line in SHIPPED[name] if line not in said] == []
    assert said.encode("gbk")  # every sign exists on a Chinese console
    books = [openpyxl.load_workbook(path) for path in summaries(folder)]
    assert len(books) == 2
    for book in books:
        (top,) = book.worksheets[0].iter_rows(max_row=1, values_only=True)
        assert any(str(text).startswith("【演示·数字虚构】") for text in top)


def summaries(folder: Path) -> list[Path]:
    return list(folder.glob("*/*/summary/*_最新.xlsx"))


def test_the_story_is_told_again_and_takes_the_place_of_the_last_one(folder: Path) -> None:
    """Two plans of two units each, in a folder with somebody else's file; the first is told on a console."""
    plans = {plan_id: two_towns(folder.parent / plan_id, plan_id) for plan_id in ("first", "second")}
    told = list[str]()
    for plan_id, how in (("first", run), ("second", tell), ("second", tell)):
        code, said = how("--plan", str(plans[plan_id]), "--workbooks", str(folder))
        assert code == CODES["TOLD"], said
        assert "?" not in said
        assert "已接收 0 个单位，退回修改 1 个，未报 1 个（元坝镇）。" in said
        assert ("已清除" in said) is bool(told)
        told.append(said)
        (folder / "我的笔记.txt").write_text("不是演示做的", encoding="utf-8")
    assert told[1].split("\n\n")[1:] == told[2].split("\n\n")[1:]  # the same numbers every time
    assert not (folder / "first").exists()
    assert (folder / "我的笔记.txt").exists()
    assert len(summaries(folder)) == 2


def two_towns(folder: Path, plan_id: str) -> Path:
    """The plan of Zhaohua with its first two towns only."""
    shutil.copytree(HOME / "plans/zhaohua-2017", folder)
    for name in ("regions", "targets", "offices"):
        lines = (folder / f"{name}.csv").read_text("utf-8-sig").splitlines()
        kept = [line for line in lines if not re.search(r"510811(00[3-9]|0[1-9]\d)", line)]
        (folder / f"{name}.csv").write_text("\n".join(kept) + "\n", "utf-8-sig")
    replace(folder / "indicators.csv", ",1300,yes", ",295,yes")
    replace(folder / "indicators.csv", ",250,yes", ",48,yes")
    replace(folder / "plan.csv", "zhaohua-2017", plan_id)
    return folder


def replace(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8-sig").replace(old, new), "utf-8-sig")


def test_the_story_of_a_new_plan_once_its_targets_are_typed(folder: Path) -> None:
    workbook = folder.parent / "方案.xlsx"
    folder.parent.mkdir(parents=True)
    new = [sys.executable, "generate.py", "--new-plan", str(workbook), "--region", "350100"]
    subprocess.run(new, cwd=HOME, check=True, capture_output=True)
    book = openpyxl.load_workbook(workbook)
    settings = {row[0].value.rstrip(" *"): row[1] for row in book["方案"]["A4:B40"] if row[0].value}
    for key, value in (("编号", "fuzhou"), ("名称", "福州市2018年目标")):
        settings[f"方案{key}"].value = value
    settings["下达单位"].value, settings["年度"].value = "福州市人民政府", 2018
    for column, text in zip(
        "BCDEFGHK", ("1", "新增就业", "人", "0", "市人社局", "至少", "均衡", "否"), strict=True
    ):
        book["指标"][f"{column}5"] = text
    for at in range(5, 5 + 13):  # the districts and counties
        book["目标"].cell(5, at).value = 100 * at
    for column, text in zip("ABCDE", ("p1", "进展", "上半年", "2018-06-30", "2018/7/10"), strict=True):
        book["批次"][f"{column}5"] = text
    book.save(workbook)
    code, said = tell("--plan", str(workbook), "--workbooks", str(folder))
    assert code == CODES["TOLD"], said
    assert "演示：用方案“福州市2018年目标”（1 项指标、13 个填报单位）" in said
    assert "13 个单位全部接收" in said
    assert len(summaries(folder)) == 1


def test_a_plan_that_cannot_be_read_is_refused_as_generate_refuses_it(folder: Path) -> None:
    plan = two_towns(folder.parent / "甲", "first")
    replace(plan / "targets.csv", "K01,510811001,280", "K01,510811001,许多")
    command = [sys.executable, "generate.py", str(plan), "progress-2017-06-30"]
    refused = subprocess.run(command, cwd=HOME, capture_output=True, encoding="utf-8")
    assert refused.returncode == CODES["WRONG"]
    assert run("--plan", str(plan), "--workbooks", str(folder)) == (CODES["WRONG"], refused.stderr)
    assert run("--plan", str(folder), "--workbooks", str(folder)) == (
        CODES["WRONG"],
        f"方案中有 1 处需要改正：\n  {folder}：找不到这个文件或文件夹，请核对路径\n",
    )
    assert not folder.exists()


@settings(max_examples=count(1, 20), deadline=None, database=None, derandomize=True, phases=[Phase.generate])
@given(plan=plans())
def test_the_story_is_told_of_random_plans(plan: RandomPlan) -> None:
    with tempfile.TemporaryDirectory() as home:
        code, said = tell("--plan", str(plan.write(Path(home) / "plan")), "--workbooks", f"{home}/演示")
    assert code == CODES["TOLD"], said


def test_the_demonstration_imports_nothing_of_the_program() -> None:
    sources = {path.name: path.read_text("utf-8") for path in (HOME / "demo").glob("*.py")}
    assert "__main__.py" in sources
    assert not [name for name, text in sources.items() if re.search(r"^\s*(import|from) cascade", text, re.M)]
