"""Comments at cells: those of people are read, those of programs are not, and none refuses a file."""

from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from cascade.xlsx import read
from tests.support.raw_workbook import pack, unpack


def by_openpyxl(*comments: tuple[str, str, str]) -> bytes:
    book, target = openpyxl.Workbook(), BytesIO()
    for cell, text, author in comments:
        book.active[cell].comment = Comment(text, author)  # type: ignore[index]
    book.save(target)
    return target.getvalue()


def test_the_comments_of_people_are_read_without_their_names() -> None:
    data = by_openpyxl(("B2", "张三:\n此数待核实", "张三"), ("C3", "以文件为准", "李四"), ("D4", " ", "李四"))
    assert read(data).sheets[0].comments == {"B2": "此数待核实", "C3": "以文件为准"}


def test_the_comments_of_our_own_copies_are_not() -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet().write_comment("B2", "请只填数字")
    assert read(target.getvalue()).sheets[0].comments == {}


@pytest.mark.parametrize("damage", [b"<comments", b"", b"\0\0", b"<!DOCTYPE a [<!ENTITY b 'c'>]><comments/>"])
def test_comments_that_cannot_be_read_refuse_no_file(damage: bytes) -> None:
    parts = unpack(by_openpyxl(("B2", "此数待核实", "张三")))
    (name,) = (each for each in parts if "comment" in each and each.endswith(".xml"))
    parts[name] = damage
    (sheet,) = read(pack(parts)).sheets
    assert sheet.comments == {}
