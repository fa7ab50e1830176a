"""The files of a round that a browser may take: by kind, with size and time; nothing else."""

import os
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from cascade.commands.opening import load_plan
from cascade.desk import downloads
from cascade.meeting.publish import CHOSEN, FULL, Printing
from cascade.places import Places
from tests.support.oracle.tables import PLAN


def test_files_are_grouped_by_kind_the_newest_first(tmp_path: Path) -> None:
    plan = load_plan(PLAN).plan
    places = Places(tmp_path, plan, next(each for each in plan.rounds if each.id == "progress-2020-06-30"))
    hangzhou, huzhou, jiaxing = (
        plan.cities[at] for at in (0, 3, 4)
    )  # in the plan's order, not that of codes
    made = {
        "汇总表": [places.latest_summary, places.summary(10), places.summary(9)],
        "通报": [places.bulletin(2, 1)],
        "打印材料": [places.pack(2).with_suffix(".pdf")],
        "分册": [places.extract(2, "市", "杭州市")],
        "导出的数据": [places.exported("csv")],
        "更正表": [places.correction(each) for each in (hangzhou, huzhou, jiaxing)],
        "填报表": [places.form(hangzhou), places.share(hangzhou, "省科技厅")],
        "信件": [places.draft(hangzhou, "催报")],
    }
    minute = datetime(2020, 7, 9, 10, 30).timestamp()
    for paths in made.values():
        for at, path in enumerate(paths):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(path.name.encode() * (2 << 16 if path.suffix == ".pdf" else 100))
            os.utime(path, (minute + 60 * at, minute + 60 * at))
    put_away = (  # which may be taken by those who have their fingerprint, but stand in no list
        places.old_forms / "330100_杭州市_上半年进展.xlsx",
        places.settled_corrections / "330100_杭州市_上半年进展_请更正.xlsx",
        places.copy_of_sent(hangzhou, "催报", "<1@example.invalid>"),
    )
    for path in put_away:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(path.name.encode() + b"old")
    others = (
        places.page,  # which lies beside them, and is no product
        places.received / "来件.xlsx",
        places.ledger,
        places.summary(1).with_name("~$汇总表.xlsx"),
        places.issued / "脚本.exe",
    )
    for path in others:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"another")
    found = downloads.grouped(places)
    assert {kind: [each.name for each in files] for kind, files in found.items()} == {
        kind: [path.name for path in paths] for kind, paths in made.items()
    }
    (pdf,), (_, summary, _) = found["打印材料"], found["汇总表"]
    assert (pdf.purpose, summary.purpose) == ("会议材料：开会印发用这一份", "那一次的汇总表，留底")
    assert pdf.size == "4.9 MB"  # 39 bytes of a name, 131,072 times
    assert (summary.size, summary.at) == ("4 KB", "2020-07-09 10:31")  # 3,800 bytes
    for kind, files in found.items():
        for each, path in zip(files, made[kind], strict=True):
            assert downloads.product(places, each.digest) == path
    for path in put_away:
        assert downloads.product(places, downloads.digest(path)) == path
    assert downloads.product(places, downloads.digest(places.ledger)) is None
    one = downloads.digests([places.summary(9), places.summary(99), places.ledger])
    found = downloads.grouped(places, among=one)
    assert [each.name for files in found.values() for each in files] == ["上半年进展汇总表_第9次.xlsx"]
    sent = [made["更正表"][0].name, made["填报表"][0].name]
    found = downloads.grouped(places, sent=sent)
    assert (
        [each.name for each in found["更正表"]]
        == [
            "330100_杭州市_上半年进展_请更正_重报用.xlsx",  # as the letter attaches it
            *(path.name for path in made["更正表"][1:]),
        ]
    )
    assert [each.name for each in found["填报表"]] == [path.name for path in made["填报表"]]
    with ZipFile(BytesIO(downloads.archive(places, "填报表"))) as zipped:
        assert sorted(zipped.namelist()) == sorted(path.name for path in made["填报表"])
        assert zipped.read(made["填报表"][0].name) == made["填报表"][0].read_bytes()
    assert downloads.archive(places, "无") == b""


class Vanishing:
    """Wants all files, and lets each go as soon as it was asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __contains__(self, digest: object) -> bool:
        self.path.unlink()
        return True


def test_a_file_that_goes_while_it_is_listed_is_not_there(tmp_path: Path) -> None:
    plan = load_plan(PLAN).plan
    places = Places(tmp_path, plan, plan.rounds[0])
    draft = places.draft(plan.cities[0], "催报")
    draft.parent.mkdir(parents=True)
    draft.write_bytes(b"a letter")
    assert downloads.grouped(places, among=Vanishing(draft))["信件"] == []
    assert downloads.digest(draft) == ""
    assert downloads.digests([draft]) == set()
    assert downloads.zipped(places, [draft]) == b""


def test_files_of_a_kind_say_which_is_for_what(tmp_path: Path) -> None:
    plan = load_plan(PLAN).plan
    places = Places(tmp_path, plan, plan.rounds[1])
    book, whole, few = (places.pack(1, kind) for kind in ("", FULL, CHOSEN))
    wide = places.pack(1, Printing("A3", full=True).kind)
    made = (book, book.with_suffix(".pdf"), whole.with_suffix(".pdf"), few, wide, places.latest_summary)
    book.parent.mkdir(parents=True)
    for path in made:
        path.write_bytes(path.name.encode())
    files = (each for kind in downloads.grouped(places).values() for each in kind)
    assert {each.name: each.purpose for each in files} == {
        "上半年进展汇总材料_第1次.xlsx": "同名 PDF 的底稿，不用印",
        "上半年进展汇总材料_第1次.pdf": "会议材料：开会印发用这一份",
        "上半年进展汇总材料（全本）_第1次.pdf": "整本：备查用",
        "上半年进展汇总材料（选印）_第1次.xlsx": "选印：只有挑出来的表。用 Excel 或 WPS 打开，打印整个工作簿",
        "上半年进展汇总材料（全本）（A3）_第1次.xlsx": (
            "整本：备查用（A3 纸）。用 Excel 或 WPS 打开，打印整个工作簿"
        ),
        "上半年进展汇总表_最新.xlsx": "最近一次的汇总表，带公式：核对、存档用这一份",
    }
