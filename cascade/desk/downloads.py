"""The files that a browser may take: found by the SHA-256 of what they hold, never by a path."""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from cascade.meeting.publish import CHOSEN, FULL
from cascade.naming import name_for_again
from cascade.places import Places

_SUMMARY, _PACK = "汇总表", "打印材料"
_KINDS = {  # by a mark in the name, or by the folder
    "通报": "通报",
    "汇总材料": _PACK,
    "_分": "分册",
    "export": "导出的数据",
    "corrections": "更正表",
    "issued": "填报表",
    "outbox": "信件",
}
_PACK_USES = {FULL: "整本：备查用", CHOSEN: "选印：只有挑出来的表"}
WANTED = (_PACK, "通报", "分册", "导出的数据")  # kinds that an act is done for, to take away at once
_PAGE = re.compile(rb"/Type\s*/Page\b")
_ENDINGS = {".xlsx", ".pdf", ".docx", ".eml", ".csv", ".json", ".sqlite", ".parquet"}


def digest(path: Path) -> str:
    """The SHA-256 of a file, "" where it is gone; worked out again only where the file has changed."""
    try:
        stat = path.stat()
        return _digest(path, stat.st_mtime_ns, stat.st_size)
    except FileNotFoundError:
        return ""


@lru_cache(4096)
def _digest(path: Path, changed: int, size: int) -> str:  # the arguments are the key of the cache
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """A file that the program has made: its name and digest, its size in words, when it was made.

    `purpose` tells apart files of a kind: which one is for the meeting, which to keep.
    """

    name: str
    digest: str
    size: str
    at: str
    purpose: str


def digests(paths: Iterable[Path]) -> set[str]:
    """The digests of those of some files that a browser may take and that are still there."""
    return {digest(path) for path in paths if path.suffix.lower() in _ENDINGS} - {""}


def grouped(
    places: Places,
    department: str = "",
    among: Container[str] | None = None,
    sent: Collection[str] = (),
) -> dict[str, list[Made]]:
    """The files made in a round, or those for one department, by their kinds in Chinese, each in its order.

    `among` are the digests of those that are wanted, None for all; `sent` the names of files that came. A
    file may go while they are listed.
    """
    return {kind: _listed(places, paths, among, sent) for kind, paths in _by_kind(places, department).items()}


def given_name(places: Places, path: Path, sent: Collection[str]) -> str:
    """The name under which people get a file, by letter or from a page: a correction under none that came."""
    name = places.given_name(path)
    return name_for_again(name, sent) if path.parent == places.corrections else name


def newest(places: Places, kind: str) -> str:
    """The digest of the newest file of a kind, "" where there is none."""
    return next((each.digest for each in _listed(places, _by_kind(places)[kind], None, ())), "")


def archive(places: Places, kind: str, sent: Collection[str] = ()) -> bytes:
    """A zip archive of the files of a kind, b"" where there are none."""
    return zipped(places, _by_kind(places).get(kind, []), sent)


def zipped(places: Places, paths: Sequence[Path], sent: Collection[str] = ()) -> bytes:
    """A zip archive of some files of a round under the names that people get them by, b"" for none."""
    names = [given_name(places, path, sent) for path in paths]
    if len({*names}) < len(names):  # units with one name: only their codes tell them apart
        names = [path.name for path in paths]
    content = BytesIO()
    with ZipFile(content, "w") as made:  # workbooks are compressed already
        for path, name in zip(paths, names, strict=True):
            with suppress(FileNotFoundError):
                made.write(path, name)
        any_there = bool(made.infolist())
    return content.getvalue() if any_there else b""


def _by_kind(places: Places, department: str = "") -> dict[str, list[Path]]:
    """What was made and is in use: no replaced forms, settled corrections, or letters that have left.

    The latest summary is there once, not under its number besides.
    """
    put_away = {places.old_forms, places.settled_corrections, places.sent_letters}
    found: dict[str, list[Path]] = {kind: [] for kind in (_SUMMARY, *_KINDS.values())}
    for path in products(places, department):
        if put_away.isdisjoint(path.parents):
            found[_kind(places, path)].append(path)
    latest = places.latest_summary
    found[_SUMMARY] = [each for each in found[_SUMMARY] if each == latest or digest(each) != digest(latest)]
    return found


def _kind(places: Places, path: Path) -> str:
    """What a file is: extracts have a folder of their own, packs and bulletins their words in the name."""
    home = places.summary(0).parent
    if path.parent == home:
        return next((kind for mark, kind in _KINDS.items() if mark in path.name), _SUMMARY)
    if home in path.parents:
        return _KINDS["_分"]
    folder = path.relative_to(places.home / places.round.id).parts[0]
    return _KINDS[folder]


def _listed(
    places: Places, paths: Iterable[Path], among: Container[str] | None, sent: Collection[str]
) -> list[Made]:
    """Files, the newest first; where there is one for every city or department, in the plan's order."""
    cities = {word: at for at, each in enumerate(places.plan.cities) for word in (each.code, each.name)}

    def place(path: Path) -> tuple[bool, int, int, int, str]:
        number, city = re.search(r"_第(\d+)次", path.name), path.name.partition("_")[0]
        one_of_many = city in cities or _kind(places, path) == _KINDS["_分"]
        is_latest, at = path == places.latest_summary, cities.get(city, 0)
        changed = 0 if one_of_many else _changed(path)
        return not is_latest, -int(number[1]) if number else 0, at, -changed, path.name

    return [each for path in sorted(paths, key=place) for each in _made(places, path, among, sent)]


def _changed(path: Path) -> int:
    """When a file was written last, in nanoseconds; 0 where it is gone."""
    with suppress(FileNotFoundError):
        return path.stat().st_mtime_ns
    return 0


def _made(places: Places, path: Path, among: Container[str] | None, sent: Collection[str]) -> Iterator[Made]:
    """A file, if it is wanted and still there."""
    with suppress(FileNotFoundError):
        found = digest(path)
        if among is not None and found not in among:
            return
        stat = path.stat()
        at, size = datetime.fromtimestamp(stat.st_mtime), _size(stat.st_size)
        if path.suffix.lower() == ".pdf" and (pages := _pages(path, at, stat.st_size)):
            size = f"{pages} 页，{size}"
        name = given_name(places, path, sent)
        yield Made(name, found, size, f"{at:%Y-%m-%d %H:%M}", _purpose(places, path))


def _purpose(places: Places, path: Path) -> str:
    kind = _kind(places, path)
    if kind == _SUMMARY:
        latest = path == places.latest_summary
        return "最近一次的汇总表，带公式：核对、存档用这一份" if latest else "那一次的汇总表，留底"
    if kind != _PACK:
        return ""
    if path.suffix == ".xlsx" and path.with_suffix(".pdf").exists():
        return "同名 PDF 的底稿，不用印"
    use = next((use for mark, use in _PACK_USES.items() if mark in path.name), "会议材料：开会印发用这一份")
    use += "（A3 纸）" if "（A3）" in path.name else ""
    return use if path.suffix == ".pdf" else f"{use}。用 Excel 或 WPS 打开，打印整个工作簿"


@lru_cache(256)
def _pages(path: Path, changed: datetime, size: int) -> int:  # the arguments are the key of the cache
    """The pages of a PDF as LibreOffice writes it, 0 where they cannot be counted."""
    return len(_PAGE.findall(path.read_bytes()))


def _size(number: int) -> str:
    return f"{number / 1024:.0f} KB" if number < 1 << 20 else f"{number / (1 << 20):.1f} MB"


def products(places: Places, department: str = "") -> Iterator[Path]:
    """What the program has made in a round, or of that what is for one lead department only.

    Nothing that came from elsewhere is among it.
    """
    yield from (each for each in _made_in(places) if not department or _is_for(places, department, each))


def _is_for(places: Places, department: str, path: Path) -> bool:
    """Whether a file is the extract for a department, and by its name no other's."""
    kind = places.plan.levels.lead_short
    folder = re.fullmatch(rf"第(\d+)次_分{re.escape(kind)}", path.parent.name)
    if folder is None:
        return False
    names = [_unnumbered(places.extract(int(folder[1]), kind, f"00_{each}")) for each in places.plan.leads]
    whose = [lead for lead, name in zip(places.plan.leads, names, strict=True) if name == _unnumbered(path)]
    return whose == [department]


def _unnumbered(path: Path) -> str:
    return path.name.partition("_")[2]


def _made_in(places: Places) -> Iterator[Path]:
    made = (
        places.issued,
        places.corrections,
        places.outbox,
        places.summary(0).parent,
        places.exported("").parent,
    )
    for folder in made:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith((".", "~$")) and path.suffix.lower() in _ENDINGS:
                yield path


def product(places: Places, wanted: str, department: str = "") -> Path | None:
    """The file with this digest among what was made in a round, or for one department."""
    return next((path for path in products(places, department) if digest(path) == wanted), None)
