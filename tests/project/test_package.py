"""`pip install .` into a new environment: the commands work in an empty folder, without the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.support.forked import PROJECT
from tests.support.office import BREAKDOWN, IN_TIME, Office
from tests.support.oracle.results import expected_breakdown
from tests.support.oracle.tables import PLAN
from tests.support.programs import need_module

Finished = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with Cascade installed. Libraries are the running one's: no network is needed."""
    need_module("hatchling")
    home = tmp_path_factory.mktemp("安装") / "新 环境"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    libraries = sysconfig.get_path("purelib", vars={"base": str(home)})
    Path(libraries, "running.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    offline = ["--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check"]
    done = run(home, "python", "-m", "pip", "install", *offline, PROJECT, folder=home)
    assert done.returncode == 0, done.stderr
    return home


def run(environment: Path, program: str, *words: object, folder: Path) -> Finished:
    """Run a program of the environment in a folder that Python does not know the checkout from."""
    path = Path(sysconfig.get_path("scripts", vars={"base": str(environment)}), program)
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    variables["PYTHONIOENCODING"] = "utf-8"
    command = [str(path), *map(str, words)]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd=folder, env=variables, timeout=120
    )


def test_the_package_brings_its_templates(environment: Path) -> None:
    code = "from cascade import theme; print(*theme.folders())"
    done = run(environment, "python", "-c", code, folder=environment)
    templates = Path(done.stdout.strip())
    assert templates.is_relative_to(environment)
    names = {each.relative_to(templates) for each in templates.rglob("*.*")}
    ours = (each.relative_to(PROJECT / "templates") for each in (PROJECT / "templates").rglob("*.*"))
    assert names == {each for each in ours if "__pycache__" not in each.parts}


def test_an_empty_folder_and_a_plan_are_all_that_a_round_needs(environment: Path, tmp_path: Path) -> None:
    plan = shutil.copytree(PLAN, tmp_path / "plans" / PLAN.name).relative_to(tmp_path)
    issued = run(environment, "cascade-generate", plan, BREAKDOWN, folder=tmp_path)
    assert issued.returncode == 0, issued
    office = Office(tmp_path / "workbooks", tmp_path / plan)
    for city in office.tables.cities:
        office.fill(BREAKDOWN, city)

    words = (plan, BREAKDOWN, "--today", IN_TIME[BREAKDOWN], "--json", "结果.json")
    collected = run(environment, "cascade-collect", *words, folder=tmp_path)
    assert collected.returncode == 0, collected
    report = json.loads((tmp_path / "结果.json").read_text("utf-8"))
    said = {city: office.says(BREAKDOWN, city) for city in office.tables.cities}
    assert report["values"] == expected_breakdown(office.tables, said)
    assert Path(report["summary"]).is_file()

    status = run(
        environment, "python", "-m", "cascade", "collect", plan, BREAKDOWN, "--status", folder=tmp_path
    )
    assert status.returncode == 0, status
    assert status.stdout.count("已接收") >= len(office.tables.cities)

    asked = f"import cascade; print(len(cascade.open({str(plan)!r}).round({BREAKDOWN!r}).receipts()))"
    counted = run(environment, "python", "-c", asked, folder=tmp_path)
    assert counted.stdout.strip() == str(len(office.tables.cities)), counted


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "用法：python -m cascade <命令>"),
        (["部署"], 2, "用法：python -m cascade <命令>"),
        (["--help"], 0, "用法：python -m cascade <命令>"),
        (["generate", "--help"], 0, "本命令的用法：python -m cascade generate "),
        (["collect", "--help"], 0, "本命令的用法：python -m cascade collect "),
    ],
)
def test_the_module_offers_both_commands(words: list[str], code: int, said: str) -> None:
    command = [sys.executable, "-m", "cascade", *words]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=PROJECT)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith(said)
