"""The demonstration for real, in a folder with spaces and Chinese in its name; and what it refuses."""

import doctest
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo import __main__ as demo
from demo.folder import MARKER
from demo.office import Office

HOME = Path(__file__).parents[2]
CODES = {"TOLD": 0, "DIFFERS": 1, "WRONG": 2}


def run(*words: str) -> tuple[int, str]:
    """Exit code and output, as a Chinese Windows console (GBK) would show it."""
    done = subprocess.run(
        [sys.executable, "-m", "demo", *words],
        cwd=HOME,
        env=os.environ | {"PYTHONIOENCODING": "gbk"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="gbk",
        timeout=120,
    )
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "演示 结果" / "第 1 次"


@dataclass(frozen=True)
class Told:
    """A demonstration that was given twice in a folder that holds a file of somebody else's."""

    folder: Path
    first: str
    again: str


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("演示 结果") / "第 1 次"
    code, first = run("--workbooks", str(folder))
    assert code == CODES["TOLD"], first
    (folder / "我的笔记.txt").write_text("不是演示做的", encoding="utf-8")
    code, again = run("--workbooks", str(folder))
    assert code == CODES["TOLD"], again
    return Told(folder, first, again)


def test_the_story_goes_as_told_and_can_be_told_again(told: Told) -> None:
    folder, first, again = told.folder, told.first, told.again
    for line in (
        "已下发 11 份填报表",
        "已接收 8 个市，退回修改 2 个，未报 1 个（丽水市）",
        "分解表 H19  宁波市的“传统制造业新增工业机器人10000台”各县（市、区）合计 1350台，比本市目标",
        "如指 1200家，请填 1200",
        "11 个市全部接收；截止日后收到：丽水市",
        "新增工业机器人全省合计 10060 台",
        "已接收 10 个市，退回修改 1 个。",
        "填的是“待统计”，不是数字",
        "演示完成",
    ):
        assert line in first
    assert "?" not in first  # every sign exists on a Chinese console
    assert "已清除" in again
    assert first.split("\n\n")[1:] == again.split("\n\n")[1:]  # the same numbers every time
    assert (folder / "我的笔记.txt").exists()
    summaries = [line.split("：")[1] for line in again.splitlines() if "汇总表：" in line]
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
        "命令写法不对。用法：python run.py demo [--workbooks 文件夹]\n",
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


def test_the_demonstration_imports_nothing_of_the_program() -> None:
    sources = {path.name: path.read_text("utf-8") for path in (HOME / "demo").glob("*.py")}
    assert "__main__.py" in sources
    assert not [name for name, text in sources.items() if re.search(r"^\s*(import|from) cascade", text, re.M)]
