"""Files of old kinds as LibreOffice writes them: with a password, and cut off on the way."""

from pathlib import Path

import pytest

from cascade.grid import Refused
from cascade.xlsx import read
from tests.support.bad_workbook import good
from tests.support.uno_session import calc


def code(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(data)
    return refused.value.code


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One workbook as .xls and .ods, each with and without a password."""
    folder = tmp_path_factory.mktemp("旧格式")
    source = folder / "表.xlsx"
    source.write_bytes(good())
    paths = {
        f"{kind} {word}".strip(): folder / f"{word or 'bare'}.{kind}"
        for kind in ("xls", "ods")
        for word in ("", "secret")
    }
    steps = [
        {"do": "store", "path": str(path)} | ({"password": "secret"} if "secret" in name else {})
        for name, path in paths.items()
    ]
    calc().play(source, *steps)
    return {name: Path(path).read_bytes() for name, path in paths.items()}


@pytest.mark.parametrize(
    ("name", "found"),
    [("xls", "F05"), ("xls secret", "F04"), ("ods", "F05"), ("ods secret", "F04")],
)
def test_a_password_is_named_in_every_format(saved: dict[str, bytes], name: str, found: str) -> None:
    assert code(saved[name]) == found


@pytest.mark.parametrize("share", [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.999])
@pytest.mark.parametrize("name", ["xls", "xls secret"])
def test_a_file_that_was_cut_off_is_damaged(saved: dict[str, bytes], name: str, share: float) -> None:
    """It is not converted: LibreOffice would read as many rows as there are."""
    data = saved[name]
    assert code(data[: int(len(data) * share)]) == "F03"


def test_what_is_appended_to_an_old_workbook_does_not_make_it_damaged(saved: dict[str, bytes]) -> None:
    assert code(saved["xls"] + bytes(700)) == "F05"
