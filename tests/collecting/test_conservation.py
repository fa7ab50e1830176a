"""Before anything is published: files in = files entered, and every number leads back to a kept cell."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cascade import rounds
from cascade.collecting import collect_returns as collecting
from cascade.collecting.conservation import Unaccounted, check
from cascade.collecting.incoming_files import Source, gather
from cascade.commands import collect as collect_command
from cascade.places import Places
from cascade.returns.receipt import Receipt
from cascade.returns.sums import Values, results
from tests.support import forms
from tests.support.office import BREAKDOWN, IN_TIME, JUNE, Office

HUZHOU, ZHOUSHAN = "330500", "330900"


@dataclass
class Collection:
    """A collection of two returns, with all that is checked before it is published."""

    round: str
    places: Places
    sources: list[Source]
    taken: list[Receipt]
    receipts: list[Receipt]
    values: Values

    def check(self) -> None:
        check(self.places, self.sources, self.taken, self.receipts, self.values)

    @property
    def field(self) -> str:
        return "K06" if self.round == BREAKDOWN else "K06a"

    def original(self) -> Path:
        path = self.places.original(self.receipts[0].sha256)
        path.chmod(0o644)
        return path

    def copy(self, home: Path) -> "Collection":
        """The same, to be spoilt."""
        shutil.copytree(self.places.workbooks, home)
        return replace(
            self,
            places=replace(self.places, workbooks=home),
            taken=list(self.taken),
            receipts=list(self.receipts),
            values=deepcopy(self.values),
        )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = Office(tmp_path_factory.mktemp("守恒") / "工作簿")
    for round_ in (BREAKDOWN, JUNE):
        assert office.generate(round_, "--city", HUZHOU, ZHOUSHAN).code == 0
        for city in (HUZHOU, ZHOUSHAN):
            office.fill(round_, city)
    return office


@pytest.fixture(scope="module")
def collections(home: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Collection]:
    """A collection of each kind of round that has gone well."""
    found = {}
    for round_ in (BREAKDOWN, JUNE):
        office = home.copy(tmp_path_factory.mktemp("收") / "工作簿")
        places = Places(office.home, forms.plan(), forms.plan().round(round_))
        day = date.fromisoformat(IN_TIME[round_])
        collected = collecting.collect(places, [], day, day, iter)
        receipts = list(collected.listed.receipts)
        sources = gather([office.folder(round_, "received")])
        found[round_] = Collection(round_, places, sources, receipts, receipts, collected.facts.values)
    return found


@pytest.fixture(params=[BREAKDOWN, JUNE])
def collection(
    collections: dict[str, Collection], tmp_path: Path, request: pytest.FixtureRequest
) -> Collection:
    return collections[request.param].copy(tmp_path / "工作簿")


def lose_a_file(it: Collection) -> None:
    del it.taken[0]


def take_a_file_twice(it: Collection) -> None:
    it.taken.append(it.taken[0])


def take_another_file(it: Collection) -> None:
    it.taken[0] = replace(it.taken[0], file="别的.xlsx")


def lose_an_entry(it: Collection) -> None:
    del it.receipts[0]


def enter_a_file_twice(it: Collection) -> None:
    it.receipts.append(it.receipts[0])


def change_a_number(it: Collection) -> None:
    by_region = it.values[it.field]
    leaf = next(region for region in by_region if not region.endswith("00"))
    by_region[leaf] += 1


def change_a_number_and_the_sums(it: Collection) -> None:
    change_a_number(it)
    it.values[it.field]["330000"] += 1


def add_a_number_of_nobody(it: Collection) -> None:
    it.values[it.field]["330102"] = Decimal(0)


def lose_a_number(it: Collection) -> None:
    by_region = it.values[it.field]
    del by_region[next(region for region in by_region if not region.endswith("00"))]


def lose_a_field(it: Collection) -> None:
    del it.values[it.field]


def change_the_sum(it: Collection) -> None:
    it.values[it.field]["330000"] += Decimal("0.0001")


def forget_the_cell(it: Collection) -> None:
    first, *others = it.receipts[0].records
    it.receipts[0] = replace(it.receipts[0], records=(first._replace(cell=""), *others))


def count_a_city_twice(it: Collection) -> None:
    it.receipts.append(replace(it.receipts[0], file="又一份.xlsx"))


def lose_an_original(it: Collection) -> None:
    it.original().unlink()


def spoil_an_original(it: Collection) -> None:
    path = it.original()
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)


BREACHES: dict[Callable[[Collection], None], str] = {
    lose_a_file: "找到 2 个文件，登记了 1 个",
    take_a_file_twice: "找到 2 个文件，却登记了 3 个",
    take_another_file: "找到 2 个文件，登记了 2 个，缺 ",
    lose_an_entry: "在台账中有 0 条",
    enter_a_file_twice: "在台账中有 2 条",
    change_a_number: "汇总为",
    change_a_number_and_the_sums: "汇总为",
    add_a_number_of_nobody: "330102 的 K06",
    lose_a_number: "汇总为 （无）",
    lose_a_field: "汇总为 （无）",
    change_the_sum: "各县相加",
    forget_the_cell: "汇总为",
    count_a_city_twice: "计了两次",
    lose_an_original: "原件缺失或已损坏",
    spoil_an_original: "原件缺失或已损坏",
}


@pytest.mark.parametrize("breach", BREACHES, ids=lambda breach: breach.__name__)
def test_each_breach_is_noticed(collection: Collection, breach: Callable[[Collection], None]) -> None:
    collection.check()
    breach(collection)
    with pytest.raises(Unaccounted, match=BREACHES[breach]) as told:
        collection.check()
    assert "没有发布汇总表" in str(told.value)


def published(office: Office) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in office.folder(BREAKDOWN, "summary").glob("*")}


def words(office: Office, *paths: Path) -> list[str]:
    given = [office.plan, BREAKDOWN, *paths, "--workbooks", office.home, "--today", IN_TIME[BREAKDOWN]]
    return [str(each) for each in given]


def test_nothing_is_published_from_numbers_that_do_not_lead_back(
    home: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = home.copy(tmp_path / "工作簿")
    assert office.collect(BREAKDOWN).code == 1
    before = published(office)

    def miscounted(*given: object) -> Values:
        values = results(*given)  # type: ignore[arg-type]
        values["K06"]["330502"] += 1
        return values

    monkeypatch.setattr(rounds, "results", miscounted)
    assert collect_command.main([*words(office), "--json", str(tmp_path / "结果.json")]) == 3
    said = capsys.readouterr().err
    assert "核对不符，没有发布汇总表：330502 的 K06 汇总为" in said
    assert "Traceback" not in said
    assert published(office) == before
    assert not (tmp_path / "结果.json").exists()
    monkeypatch.undo()
    assert office.collect(BREAKDOWN).code == 1


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "spoilt"])
def test_an_original_that_is_gone_stops_publication_until_the_file_is_collected_again(
    home: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], lost: bool
) -> None:
    office = home.copy(tmp_path / "工作簿")
    (tmp_path / "邮件").mkdir()
    files = [
        path.rename(tmp_path / "邮件" / path.name) for path in office.folder(BREAKDOWN, "received").glob("*")
    ]
    first = office.collect(BREAKDOWN, *files)
    before = published(office)
    sha256 = first.returns[files[0].name]["sha256"]
    original = office.home / "zhejiang-2020" / "originals" / sha256[:2] / sha256
    original.chmod(0o644)
    if lost:
        original.unlink()
    else:
        original.write_bytes(original.read_bytes()[:-1])
    assert collect_command.main(words(office)) == 3
    assert f"请把文件 {files[0]} 再收集一次" in capsys.readouterr().err
    assert published(office) == before
    again = office.collect(BREAKDOWN, *files)
    assert (again.code, again.values) == (1, first.values)
    assert original.read_bytes() == files[0].read_bytes()
