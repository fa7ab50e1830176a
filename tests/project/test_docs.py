"""The documents say what holds: codes and options are explained, commands run, links lead on."""

import importlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from cascade import libreoffice
from cascade.bulletin.statements import NAMES
from cascade.catalogue import CATALOGUE
from cascade.export.tidy_tables import VALUES
from cascade.finding_types import Severity
from cascade.plan.tables import TABLES, Table
from cascade.returns.receipt import STATE_WORDS
from tests.support.notices import answer_marks, as_docx, zhaohua, zhejiang
from tests.support.office import PROJECT, Answer, run, with_few_indicators
from tests.support.oracle.tables import PLAN
from tests.support.sample import is_long

MANUAL = PROJECT / "docs" / "使用手册.md"
README = PROJECT / "README.md"
API = PROJECT / "docs" / "api.md"
SECURITY = PROJECT / "docs" / "security.md"
WORKBOOKS = PROJECT / "workbooks" / "README.md"
DECISIONS = sorted((PROJECT / "docs" / "decisions").glob("*.md"))
PICTURES = sorted((PROJECT / "docs" / "pictures").glob("*.png"))
LARGEST_PICTURE = 350_000  # bytes

SCRIPTS = ("generate.py", "collect.py")
SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTE: "提示"}
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"^\s*(python (?:generate|collect)\.py .+?)\s*$", re.MULTILINE)
FINISHED = (0, 1)  # done; 1 as nobody has reported in these folders
# Nobody has sent here what these are about: 2, but no wrong usage.
ABOUT_A_RETURN = re.compile(r" --(?:as|overrule|use|withdraw|checked|undo|trace) ")
PRINTS = " --print"  # the one thing here that LibreOffice has to do


def section(heading: str) -> str:
    """The text of the manual below a heading of the second level, which may have a number before it."""
    parts = re.split(r"^## (?:[一二三四五六七八九十]+、)?", MANUAL.read_text("utf-8"), flags=re.MULTILINE)
    return next(part for part in parts if part.startswith(heading))


def test_every_finding_code_is_documented_with_its_severity() -> None:
    rows = re.findall(r"^\| ([A-Z]\d\d) \| (\S+) \| .+ \| .+ \| .+ \|$", section("问题编码表"), re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a code stands there twice"
    assert dict(rows) == {code: SEVERITY_WORDS[wording.severity] for code, wording in CATALOGUE.items()}


def test_every_state_is_documented() -> None:
    rows = re.findall(r"^\| (\S+) \| ([a-z_]+) \| .+ \| .+ \|$", section("收集上报表"), re.MULTILINE)
    assert dict(rows) == {word: state.value for state, word in STATE_WORDS.items()}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_of_the_plan_is_documented(table: Table) -> None:
    text = next(part for part in section("方案维护").split("\n### ") if part.startswith(f"{table.name}（"))
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| .+ \|$", text, re.MULTILINE)
    assert rows == [(column.name, column.title) for column in table.columns]


@pytest.mark.parametrize(("script", "heading"), [("generate.py", "下发填报表"), ("collect.py", "收集上报表")])
def test_every_option_is_documented(script: str, heading: str) -> None:
    command = [sys.executable, script, "--help"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=True)
    options = set(re.findall(r"--[a-z][a-z-]*", done.stdout.partition("例：")[0]))
    assert {"--help", "--workbooks"} < options
    documented = set(re.findall(r"^\| `(--[a-z-]+)", section(heading), re.MULTILINE))
    assert documented == options


def test_every_name_of_the_bulletin_is_documented() -> None:
    text = next(part for part in section("汇总表怎么看").split("\n### ") if part.startswith("通报草稿"))
    assert dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE)) == dict(NAMES)


def test_every_exported_column_is_documented() -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| ", API.read_text("utf-8"), re.MULTILINE)
    assert re.findall(r"\w+", " ".join(rows)) == list(VALUES)


def test_exit_codes_are_documented() -> None:
    for text in (section("退出码"), README.read_text("utf-8")):
        assert re.findall(r"^\| (\d) \| ", text, re.MULTILINE) == ["0", "1", "2", "3"]


def commands() -> list[str]:
    """The commands of README and manual, each once, in the order in which a reader meets them."""
    found = (command for each in (README, MANUAL) for command in COMMAND.findall(each.read_text("utf-8")))
    return list(dict.fromkeys(found))


def test_every_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the first six indicators of the plan of Zhejiang, unprinted; with `--long` on all, and printed."""
    shutil.copytree(PROJECT / "plans", tmp_path / "plans")
    if not is_long():
        monkeypatch.setenv("PATH", "")  # LibreOffice is not found
        shutil.rmtree(tmp_path / "plans" / PLAN.name)
        with_few_indicators(tmp_path / "plans" / PLAN.name)
    (tmp_path / "收到的邮件").mkdir()  # a folder and a file that the manual names as examples
    (tmp_path / "通知.docx").write_bytes(as_docx(zhejiang()))
    (tmp_path / "昭化通知.docx").write_bytes(as_docx(zhaohua()))
    assert {command.split()[1] for command in commands()} == set(SCRIPTS)
    for command in commands():
        _, script, *words = shlex.split(command, posix=False)
        answer = run(script, *words, folder=tmp_path)
        if PRINTS in command and not libreoffice.program():
            assert_prints_a_workbook_only(answer, tmp_path)
            continue
        expected = (2,) if ABOUT_A_RETURN.search(command) else FINISHED
        assert answer.code in expected, f"{command}\n{answer.out}\n{answer.error}"
        assert "命令有误" not in answer.error, f"{command}\n{answer.error}"
        if "--from-notice" in words:
            answer_marks(tmp_path / words[-1])


def assert_prints_a_workbook_only(answer: Answer, folder: Path) -> None:
    """Without LibreOffice the command writes the workbook, says what to do with it, and exits with 3."""
    assert answer.code == 3, answer
    assert "没有生成 PDF：本机没有安装 LibreOffice" in answer.out
    assert "打印时选“打印整个工作簿”" in answer.out
    (said,) = re.findall(r"^汇总材料（A[34]）：(.+\.xlsx)$", answer.out, re.MULTILINE)
    assert openpyxl.load_workbook(folder / said).sheetnames[0] in ("封面", "总览")
    assert not (folder / said).with_suffix(".pdf").exists()


PAGES = [README, MANUAL, API, SECURITY, WORKBOOKS, *DECISIONS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text("utf-8")):
        if re.match(r"https?:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them: without punctuation, spaces as hyphens."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_picture_is_shown_and_small() -> None:
    shown = {Path(link).name for each in (README, MANUAL) for link in LINK.findall(each.read_text("utf-8"))}
    assert PICTURES
    for picture in PICTURES:
        assert picture.name in shown, picture.name
        assert picture.stat().st_size < LARGEST_PICTURE, picture.name


def test_the_changelog_speaks_of_what_is_new() -> None:
    text = (PROJECT / "CHANGELOG.md").read_text("utf-8")
    assert text.startswith("# Changelog")
    assert re.search(r"^## .+\n+### \w+\n- ", text, re.MULTILINE)


def test_the_glossary_leads_to_what_is_there() -> None:
    """Paths are files or folders, other names are attributes below `cascade`."""
    rows = (PROJECT / "docs/glossary.md").read_text("utf-8").splitlines()
    named = [
        name for row in rows if row.startswith("|") for name in re.findall("`([^`]+)`", row.split("|")[-2])
    ]
    assert len(named) > 50
    for name in named:
        if "/" in name or name.endswith(".py"):
            assert (PROJECT / name).exists() or (PROJECT / "cascade" / name).exists(), name
        else:
            module, holder, *fields = name.split(".")
            found = getattr(importlib.import_module(f"cascade.{module}"), holder)
            known = {*dir(found), *getattr(found, "__annotations__", ())}
            assert set(fields) <= known, name
