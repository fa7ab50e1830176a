"""The way of a number of the summary back to the cells that it comes from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from cascade.grid import in_words
from cascade.model import Plan
from cascade.places import Places
from cascade.quantity import shown
from cascade.returns.receipt import Receipt

NOT_COUNTED = "没有计入"


@dataclass(frozen=True, slots=True)
class TracedCell:
    """An accepted cell: the region and field that it reports, and what was understood (`said`) of its text.

    Of a cell that was accepted in spite of its error `said` is `NOT_COUNTED`.

    `cell` is the address in words (`K列14行`), `raw` the text as received. `file` is where the file lay when
    it was received, `sha256` that of its bytes.
    """

    region: str
    name: str
    field: str
    said: str
    sheet: str
    cell: str
    raw: str
    file: str
    sha256: str

    @property
    def file_name(self) -> str:
        """The name of the file, without its folder."""
        return PurePath(self.file).name


def traced_cells(
    plan: Plan, receipts: Iterable[Receipt], fields: Sequence[str], region: str
) -> Iterator[TracedCell]:
    """The cells behind a number of some fields: a county's own, or those of all counties of a city or all."""
    for receipt in receipts:
        said = [(each, each.said) for each in receipt.records]
        said += [(each, NOT_COUNTED) for each in receipt.unread]
        for record, understood in said:
            if record.field in fields and region in (record.region, receipt.region, plan.province):
                yield TracedCell(
                    record.region,
                    (receipt.names or {}).get(record.region) or plan.name(record.region),
                    record.field,
                    understood,
                    record.sheet,
                    in_words(record.cell),
                    record.raw,
                    record.file or receipt.file,
                    record.sha256 or receipt.sha256,
                )


def trace_lines(
    places: Places, receipts: Iterable[Receipt], fields: Sequence[str], region: str
) -> Iterator[str]:
    """The way of a number as lines: the issuer's own figure, then the cells below their files."""
    plan = places.plan
    figure = plan.figure(places.round.id, fields[0])
    if figure and region == plan.province:
        where = f"［方案 figures 表］出处：{figure.source}"
        yield f"  {plan.name(region)}（{region}）{fields[0]} = {shown(figure.value)}　{where}"
    file = ""
    for each in traced_cells(plan, receipts, fields, region):
        if file != (file := f"{each.file}\n  原件 {places.original(each.sha256)}"):
            yield file
        where = f"［{each.sheet} {each.cell}］原文“{each.raw}”"
        yield f"  {each.name}（{each.region}）{each.field} = {each.said}　{where}"
