"""run.py for real: in a folder with a space and Chinese in its name, without a network, from tiny wheels."""

import ast
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / "run.py"
DEMO = """import sys, tiny
print(tiny.SAYS, sys.argv[1:], sys.prefix)
sys.exit(7)
"""
UNREACHABLE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_RETRIES": "0",
    "PIP_CONFIG_FILE": os.devnull,
}
MAKES, INSTALLS = "正在建立虚拟环境", "正在安装程序包"


def run(project: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """Exit code and output of run.py, which must never show a person a traceback."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    done = subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=project,
        env=environment | UNREACHABLE | {"PYTHONIOENCODING": "utf-8"} | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
    )
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout


def make_wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """Make a wheel of version 1.0 and return the line that pins it."""
    info = f"{name}-1.0.dist-info"
    files = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {file: hashlib.sha256(text.encode()).digest() for file, text in files.items()}
    record = [
        f"{file},sha256={base64.urlsafe_b64encode(d).rstrip(b'=').decode()}," for file, d in digests.items()
    ]
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,\n"]))
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def make_project(folder: Path) -> Path:
    """A project as small as can be: run.py, two requirement files, their wheels and a demo."""
    (folder / "wheels").mkdir(parents=True)
    (folder / "demo").mkdir()
    shutil.copy(RUN, folder)
    (folder / "demo" / "__main__.py").write_text(DEMO, encoding="utf-8")
    tiny = make_wheel(folder / "wheels", "tiny", {"tiny.py": "SAYS = 'tiny here'\n"})
    stub = make_wheel(folder / "wheels", "pytest", {"pytest.py": "import sys\nprint('stub', sys.argv[1:])\n"})
    (folder / "requirements.txt").write_text(tiny, encoding="utf-8")
    (folder / "requirements-dev.txt").write_text(stub, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """A project in which `demo` was run once, and what that run said. Tests leave it installed."""
    project = make_project(tmp_path_factory.mktemp("run") / "有 空格 的目录")
    return project, *run(project, "demo", "--to", "甲 乙")


@pytest.mark.parametrize("arguments", [[], ["部署"], ["setup", "now"], ["wheels", "now"]])
def test_a_wrong_command_shows_the_usage(arguments: list[str]) -> None:
    code, output = run(RUN.parent, *arguments)
    assert code == 2
    assert "用法：python run.py" in output


def test_every_direct_dependency_is_pinned_with_hashes_and_no_address_is_named() -> None:
    project = tomllib.loads((RUN.parent / "pyproject.toml").read_text(encoding="utf-8"))
    direct = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
        "requirements-cluster.txt": project["dependency-groups"]["cluster"],
    }
    for file, names in direct.items():
        text = (RUN.parent / file).read_text(encoding="utf-8")
        assert "://" not in text
        for name in names:
            assert re.search(rf"^{name}==\S+ .*\\\n    --hash=sha256:", text, re.MULTILINE), name


def test_help_is_not_an_error() -> None:
    code, output = run(RUN.parent, "--help")
    assert code == 0
    assert output.startswith("用法：python run.py")


def test_an_old_python_is_told_so_before_it_meets_newer_syntax() -> None:
    ast.parse(RUN.read_text(encoding="utf-8"), feature_version=(3, 7))
    old = (
        f"import runpy, sys; sys.version_info = (3, 7, 9); runpy.run_path({str(RUN)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", old], capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert "需要 Python 3.11 或更新的版本，现在是 3.7" in done.stdout


def test_a_console_that_cannot_print_chinese_does_not_end_it() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, RUN, "--help"], capture_output=True, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_first_run_makes_the_environment_and_passes_everything_on(
    first_run: tuple[Path, int, str],
) -> None:
    project, code, output = first_run
    assert code == 7
    assert f"tiny here ['--to', '甲 乙'] {project / '.venv'}" in output
    assert output.index(MAKES) < output.index(INSTALLS) < output.index("tiny here")


def test_the_second_run_installs_nothing(first_run: tuple[Path, int, str]) -> None:
    code, output = run(first_run[0], "demo")
    assert code == 7
    assert output.startswith("tiny here")


def test_what_the_tests_need_is_added_and_a_changed_file_is_installed_again(
    first_run: tuple[Path, int, str],
) -> None:
    project = first_run[0]
    code, output = run(project, "test", "-k", "a b")
    assert (code, output.splitlines()[-1]) == (0, "stub ['-k', 'a b']")
    assert INSTALLS in output
    assert MAKES not in output
    assert INSTALLS not in run(project, "test")[1]
    with (project / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    code, output = run(project, "setup")
    assert (code, output.splitlines()[-1]) == (0, "安装完成。")
    assert INSTALLS in output
    assert run(project, "setup") == (0, "安装完成。\n")
    assert INSTALLS not in run(project, "demo")[1]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_an_environment_of_another_folder_is_left_alone(
    first_run: tuple[Path, int, str], tmp_path: Path
) -> None:
    project, *_ = first_run
    other = shutil.copytree(project, tmp_path / "别处", ignore=shutil.ignore_patterns(".venv"))
    (other / ".venv").symlink_to(project / ".venv")
    code, said = run(other, "demo")
    assert (code, MAKES in said) == (7, True)
    assert not (other / ".venv").is_symlink()
    code, said = run(project, "demo")
    assert (code, MAKES in said) == (7, False)


def test_an_environment_whose_python_is_gone_is_built_anew(first_run: tuple[Path, int, str]) -> None:
    project = first_run[0]
    shutil.rmtree(project / ".venv" / ("Scripts" if os.name == "nt" else "bin"))
    code, output = run(project, "demo")
    assert code == 7
    assert MAKES in output


def test_what_cannot_be_installed_in_a_copy_is_explained_and_done_again(
    first_run: tuple[Path, int, str], tmp_path: Path
) -> None:
    """A copied folder gets an environment of its own."""
    project = shutil.copytree(first_run[0], tmp_path / "新 电脑", symlinks=True)
    (project / "wheels").rename(project / "elsewhere")
    code, output = run(project, "demo")
    assert code == 3
    assert MAKES in output
    assert "连不上网络" in output
    assert "python run.py wheels" in output

    (project / "elsewhere").rename(project / "wheels")
    code, output = run(project, "demo")
    assert code == 7
    assert f"tiny here [] {project / '.venv'}" in output

    (project / "requirements.txt").write_text(f"tiny==2.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    code, output = run(project, "demo")
    assert code == 3
    assert "wheels 文件夹里的程序包不全" in output
    assert not (project / ".venv" / "installed.json").exists()


def test_wheels_are_replaced_only_by_a_complete_download(first_run: tuple[Path, int, str]) -> None:
    project = first_run[0]
    wheels = project / "wheels"
    stale = wheels / "stale-1.0-py3-none-any.whl"
    stale.touch()
    code, output = run(project, "wheels")
    assert code == 3
    assert "连不上网络" in output
    assert stale.exists()

    source = shutil.copytree(wheels, project / "registry")
    code, output = run(project, "wheels", PIP_NO_INDEX="1", PIP_FIND_LINKS=source.as_uri())
    assert code == 0
    assert "下载完成" in output
    assert [wheel.name[:4] for wheel in sorted(wheels.iterdir())] == ["pyte", "tiny"]
