"""The program's own templates are kept compiled beside them, others are not; spoilt code is no code."""

import shutil
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError

from cascade.template_files import strict_environment


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The program's templates, and beside a plan one that replaces a part."""
    for folder, text in (("own", "<{{ word }}>\n{% include 'part.j2' %}"), ("plan", "plan's {{ word }}")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "part.j2").write_text(text if folder == "plan" else "own part", "utf-8")
    (tmp_path / "own" / "whole.j2").write_text("<{{ word }}> {% include 'part.j2' %}", "utf-8")
    return tmp_path / "own"


def read(own: Path, html: bool = False, beside: bool = False) -> Environment:
    folders = [own.with_name("plan"), own] if beside else [own]
    return strict_environment(folders, own, html, None)


def kept(own: Path) -> list[Path]:
    return sorted((own / "__pycache__").glob("*"))


def test_compiled_templates_are_kept_for_the_next_process_each_kind_apart(own: Path) -> None:
    assert read(own).get_template("whole.j2").render(word="a&b") == "<a&b> own part"
    plain = kept(own)
    assert len(plain) == 2
    assert read(own, html=True).get_template("whole.j2").render(word="a&b") == "<a&amp;b> own part"
    assert len(kept(own)) == 4
    before = [each.stat().st_mtime_ns for each in plain]
    assert read(own).get_template("whole.j2").render(word="a&b") == "<a&b> own part"
    assert [each.stat().st_mtime_ns for each in plain] == before


def test_a_changed_template_and_one_beside_the_plan_count_at_once(own: Path) -> None:
    read(own).get_template("whole.j2")
    (own / "part.j2").write_text("changed", "utf-8")
    assert read(own).get_template("whole.j2").render(word=1) == "<1> changed"
    there = kept(own)
    assert read(own, beside=True).get_template("whole.j2").render(word=1) == "<1> plan's 1"
    assert kept(own) == there


@pytest.mark.parametrize("spoilt", [b"", b"\0" * 900, "cut"])
def test_spoilt_code_is_compiled_again(own: Path, spoilt: bytes | str) -> None:
    assert read(own).get_template("whole.j2").render(word=1) == "<1> own part"
    for path in kept(own):
        data = path.read_bytes()
        path.write_bytes(spoilt if isinstance(spoilt, bytes) else data[: len(data) // 2])
    assert read(own).get_template("whole.j2").render(word=1) == "<1> own part"
    with pytest.raises(UndefinedError):
        read(own).get_template("whole.j2").render()


def test_where_nothing_can_be_kept_templates_are_read_as_well(own: Path) -> None:
    shutil.rmtree(own / "__pycache__", ignore_errors=True)
    (own / "__pycache__").write_text("no folder")
    assert read(own).get_template("whole.j2").render(word=1) == "<1> own part"
