"""How the two commands answer wrong usage, broken plans and a machine in trouble, and how fast they start."""

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cascade.commands import collect
from tests.support.office import BREAKDOWN, PROJECT, Answer, Office, run, start
from tests.support.oracle.tables import PLAN

HEAVY = {"pandas", "numpy", "openpyxl", "xlsxwriter", "pydantic", "jinja2", "rich", "sqlite3"}
CHINESE = re.compile(r"[一-鿿]")
ENGLISH = re.compile(
    r"\b(usage|error|invalid|required|argument|arguments|expected|unrecognized|Traceback|No such)\b"
)

WRONG = [
    ("generate.py",),
    ("generate.py", PLAN),
    ("generate.py", PLAN, "breakdwon"),
    ("generate.py", PLAN, BREAKDOWN, "--city", "330102"),
    ("generate.py", PLAN, BREAKDOWN, "--city"),
    ("generate.py", PLAN, BREAKDOWN, "--citty", "330100"),
    ("generate.py", PLAN, BREAKDOWN, "extra"),
    ("generate.py", "没有这个方案", BREAKDOWN),
    ("collect.py",),
    ("collect.py", PLAN),
    ("collect.py", PLAN, "breakdwon"),
    ("collect.py", PLAN, BREAKDOWN, "没有 这个文件.xlsx"),
    ("collect.py", PLAN, BREAKDOWN, "--today", "2020-13-01"),
    ("collect.py", PLAN, BREAKDOWN, "--today"),
    ("collect.py", PLAN, BREAKDOWN, "--jsn", "x"),
    ("collect.py", "没有这个方案", BREAKDOWN),
    ("collect.py", PLAN, BREAKDOWN, "--status", "--history", "杭州市"),
    ("collect.py", PLAN, BREAKDOWN, "--status", "--export", "表.csv"),
    ("collect.py", PLAN, BREAKDOWN, "--export"),
    ("collect.py", PLAN, BREAKDOWN, "--export", "表.txt"),
]


def is_plain_chinese(answer: Answer) -> bool:
    """Whether what stands on the error stream is Chinese throughout, without a traceback."""
    return bool(CHINESE.search(answer.error)) and not ENGLISH.search(answer.error + answer.out)


@pytest.mark.parametrize(
    "words", WRONG, ids=lambda words: " ".join(str(word).split("/")[-1] for word in words)
)
def test_wrong_usage_is_answered_in_chinese(words: tuple[str, ...], tmp_path: Path) -> None:
    script, *others = words
    answer = run(script, *others, *(["--workbooks", tmp_path] if len(others) > 1 else []))
    assert answer.code == 2
    assert is_plain_chinese(answer), answer.error


@pytest.mark.parametrize(
    "question",
    [["--status"], ["--history", "杭州市"], ["--trace", "K01", "330102"], ["--export", "表.csv"]],
)
@pytest.mark.parametrize(
    "words",
    [
        ["某文件.xlsx"],
        ["--split", "lead"],
        ["--print"],
        ["--fetch"],
        ["--fetch", "邮件"],
        ["--json", "结果.json"],
        ["--close"],
        ["--reply"],
    ],
    ids=" ".join,
)
def test_a_question_beside_a_collection_is_refused(
    question: list[str], words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing would be collected, and the operator would not know."""
    code = collect.main([str(PLAN), BREAKDOWN, "--workbooks", str(tmp_path), *question, *words])
    named = "、".join(each for each in words if each.startswith("--")) or "上报表文件或文件夹"
    said = f"{question[0]} 不收集上报表，不能与 {named} 一起用。请分两次运行。"
    assert (code, said in capsys.readouterr().err, [*tmp_path.iterdir()]) == (2, True, [])


BREAKS = {
    "targets.csv": ("K06,330500,1050台", "K06,330500,一千零五十台", ["targets.csv", "行", "target"]),
    "regions.csv": (
        "330502,吴兴区,330500",
        "330502,吴兴区,339900",
        ["regions.csv", "行", "parent", "339900"],
    ),
    "indicators.csv": ("K04a / K04b * 100", "K04a / K04x * 100", ["indicators.csv", "行", "measure", "K04x"]),
    "rounds.csv": ("2020-05-30", "2020-05-32", ["rounds.csv", "行", "due", "2020-05-32"]),
}


@pytest.mark.parametrize("file", BREAKS)
def test_a_broken_plan_is_answered_with_file_row_and_column(file: str, tmp_path: Path) -> None:
    old, new, words = BREAKS[file]
    folder = tmp_path / "方案"
    shutil.copytree(PLAN, folder)
    path = folder / file
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), "utf-8")
    row = before[: before.index(old)].count("\n") + 1
    for script in ("generate.py", "collect.py"):
        answer = run(script, folder, BREAKDOWN, "--workbooks", tmp_path / "工作簿")
        assert answer.code == 2
        assert is_plain_chinese(answer), answer.error
        assert all(word in answer.error for word in words), answer.error
        assert re.search(rf"第 ?{row} ?行", answer.error), answer.error


@pytest.mark.parametrize("script", ["generate.py", "collect.py"])
def test_help_loads_nothing_heavy(script: str) -> None:
    command = [sys.executable, "-X", "importtime", str(PROJECT / script), "--help"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=PROJECT, check=True)
    loaded = {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "argparse" in loaded
    assert not loaded & HEAVY
    assert "用法：" in done.stdout
    assert "退出码" in done.stdout
    assert not re.search(r"\b(usage|options|show this)\b", done.stdout)


HEADINGS = {
    "generate.py": [
        "参数",
        "下发填报表",
        "寄给填报单位、催报（设置见 mail.example.toml）",
        "信发出以后，由人说明",
        "新建、修改方案（不下发）",
        "其他",
    ],
    "collect.py": [
        "参数",
        "收集上报表",
        "人工决定（连同理由记入台账）",
        "查询（不收集）",
        "汇总表之外再要什么",
        "给填报单位回信（设置见 mail.example.toml）",
        "其他",
    ],
}


@pytest.mark.parametrize("script", HEADINGS)
def test_help_groups_the_options_by_what_people_want_to_do(script: str) -> None:
    shown = start(script, "--help").out.partition("例：")[0]
    assert re.findall(r"^(\S.*):$", shown, re.MULTILINE) == HEADINGS[script]
    assert shown.splitlines()[0].startswith(f"本命令的用法：{script} ")


def test_help_is_quick() -> None:
    bare, help_ = (
        min(_seconds(words) for _ in range(4)) for words in (["-c", ""], ["generate.py", "--help"])
    )
    assert help_ - bare < 0.25


def _seconds(words: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *words], capture_output=True, cwd=PROJECT, check=True)
    return time.perf_counter() - start


def test_a_folder_that_cannot_be_written_is_the_machines_fault(tmp_path: Path) -> None:
    (tmp_path / "工作簿").write_text("a file where a folder should be")
    for script in ("generate.py", "collect.py"):
        answer = start(script, PLAN, BREAKDOWN, "--workbooks", tmp_path / "工作簿")
        assert answer.code == 3
        assert is_plain_chinese(answer), answer.error
        assert "工作簿" in answer.error


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are a thing of POSIX")
def test_a_disk_that_fills_up_leaves_no_half_file(tmp_path: Path) -> None:
    import resource  # not on Windows

    office = Office(tmp_path / "工作簿")
    command = [sys.executable, "generate.py", str(PLAN), BREAKDOWN, "--workbooks", str(office.home)]

    def small_files_only() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))

    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd=PROJECT, preexec_fn=small_files_only, check=False
    )
    answer = Answer(done.returncode, done.stdout, done.stderr)
    assert answer.code == 3
    assert is_plain_chinese(answer), answer.error
    assert list(office.home.rglob("*.xlsx")) == []
    assert office.generate(BREAKDOWN).code == 0
    assert len(list(office.home.rglob("*.xlsx"))) == 11
