"""Split a form into shares (分表): a lead department's indicators, or one county's rows."""

from enum import StrEnum
from typing import TypeVar

from cascade.indicators import Frozen
from cascade.layout.description import Layout, Row
from cascade.layout.roles import Line, Role
from cascade.model import Plan

M = TypeVar("M", bound=Frozen)


class Split(StrEnum):
    """How to split a form into shares."""

    LEAD = "lead"
    COUNTY = "county"


def shares(layout: Layout, plan: Plan, split: Split) -> tuple[tuple[str, Layout], ...]:
    """The shares of a form in order, with the names of those who fill them in; together they are the form.

    A county's share has no city targets, which apply to all counties together. Only departments' shares have
    spare rows for functional zones; a known zone has its own share, like a county.
    """
    if split is Split.LEAD:
        return tuple((lead, _of_lead(layout, plan, lead)) for lead in plan.leads)
    names = {each.region: each.text for each in layout.given if each.role is Role.NAME}
    regions = [(row.region, row.name or names.get(row.region, "")) for row in layout.sheets[0].leaves]
    return tuple((name, _of_county(layout, region, name)) for region, name in regions if name)


def _of_lead(layout: Layout, plan: Plan, lead: str) -> Layout:
    mine = {each.code for each in plan.indicators if each.lead == lead}
    sheets = []
    for sheet in layout.sheets:
        columns = tuple(each for each in sheet.columns if not each.indicator or each.indicator in mine)
        if any(each.indicator for each in columns):
            title = sheet.title if lead in sheet.title else f"{sheet.title}（{lead}）"
            sheets.append(_changed(sheet, title=title, columns=columns))
    fields = mine | {column.field for sheet in sheets for column in sheet.columns}
    given = tuple(each for each in layout.given if not each.field or each.field in fields)
    return _changed(layout, title=f"{layout.title}（{lead}）", sheets=tuple(sheets), given=given)


def _of_county(layout: Layout, region: str, name: str) -> Layout:
    dropped = (Line.TARGET, Line.GAP, Line.ZONES, Line.BLANK, Line.ZONE_HEADING)
    sheets = []
    for sheet in layout.sheets:
        own = Row(
            line=Line.COUNTY, region=region, name=name
        )  # a known zone like a county: its name is printed
        rows = [own if row.region == region else row for row in sheet.rows]
        kept = tuple(row for row in rows if row.line not in dropped and row.region in ("", region))
        sheets.append(_changed(sheet, title=f"{sheet.title}（{name}）", rows=kept))
    given = tuple(each for each in layout.given if each.region == region and each.role is not Role.NAME)
    return _changed(layout, title=f"{layout.title}（{name}）", sheets=tuple(sheets), given=given)


def _changed(original: M, **changes: object) -> M:
    """A new model with changes; pydantic's copy would keep the original's cached properties."""
    fields = {name: getattr(original, name) for name in type(original).model_fields}
    return type(original)(**fields | changes)
