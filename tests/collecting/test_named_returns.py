"""Which received files the name means that an operator writes."""

import hashlib
from pathlib import Path

import pytest

from cascade.collecting.named_returns import named_by
from cascade.returns.receipt import Receipt
from tests.support.office import BREAKDOWN

HUZHOU = "330500"


def received(file: str, sha256: str) -> Receipt:
    return Receipt(BREAKDOWN, file, sha256, "2020-05-28", 1, region=HUZHOU)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("甲.xlsx", ["/收/湖州/甲.xlsx", "/收/绍兴/甲.xlsx"]),
        ("湖州/甲.xlsx", ["/收/湖州/甲.xlsx"]),
        ("州/甲.xlsx", []),
        ("/收/湖州/乙.xlsx", ["/收/湖州/乙.xlsx"]),
        ("bbbbbbb1", ["/收/湖州/乙.xlsx"]),  # eight digits are enough
        ("BBBBBBB1CC", ["/收/湖州/乙.xlsx"]),
        ("bbbbbbb", []),
        ("", []),
    ],
)
def test_a_return_is_named_by_its_path_or_its_fingerprint(name: str, found: list[str]) -> None:
    receipts = [
        received("/收/湖州/甲.xlsx", "a" * 64),
        received("/收/绍兴/甲.xlsx", "c" * 64),
        received("/收/湖州/乙.xlsx", "bbbbbbb1" + "c" * 56),
    ]
    assert [each.file for each in named_by(name, receipts)] == found


def test_a_file_on_disk_names_the_return_with_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "另存.xlsx").write_bytes(b"PK")
    same = received("/收/甲.xlsx", hashlib.sha256(b"PK").hexdigest())
    other = received(str(tmp_path / "另存.xlsx"), "a" * 64)  # its bytes have changed since
    assert named_by(str(tmp_path / "另存.xlsx"), [other, same]) == [same]
    assert named_by(str(tmp_path / "另存.xlsx"), [other]) == [other]
