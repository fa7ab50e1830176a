"""A form in shares: a lead department's indicators, or one county's rows, to be filled in apart."""

from enum import StrEnum

from cascade.layout.description import Column, Given, Layout, Line, Role, Row, SheetLayout
from cascade.model import Plan


class Split(StrEnum):
    """How a form is shared out."""

    LEAD = "lead"
    COUNTY = "county"


def shares(layout: Layout, plan: Plan, split: Split) -> tuple[tuple[str, Layout], ...]:
    """The shares of a form with the names of those who fill them, in order; together they are the whole.

    A county's share has no city targets: one county's number is not held against them. Spare rows for
    functional zones are in the departments' shares only; zones that are known have a share like a county.
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
        columns = tuple(
            column for column in sheet.columns if not column.indicator or column.indicator in mine
        )
        if any(column.indicator for column in columns):
            title = sheet.title if lead in sheet.title else f"{sheet.title}（{lead}）"
            sheets.append(_sheet(sheet, title, columns, sheet.rows))
    fields = mine | {column.field for sheet in sheets for column in sheet.columns}
    given = tuple(each for each in layout.given if not each.field or each.field in fields)
    return _layout(layout, f"{layout.title}（{lead}）", sheets, given)


def _of_county(layout: Layout, region: str, name: str) -> Layout:
    dropped = (Line.TARGET, Line.GAP, Line.ZONES, Line.BLANK, Line.ZONE_HEADING)
    sheets = []
    for sheet in layout.sheets:
        rows = [_as_county(row, name) if row.region == region else row for row in sheet.rows]
        kept = tuple(row for row in rows if row.line not in dropped and row.region in ("", region))
        sheets.append(_sheet(sheet, f"{sheet.title}（{name}）", sheet.columns, kept))
    given = tuple(each for each in layout.given if each.region == region and each.role is not Role.NAME)
    return _layout(layout, f"{layout.title}（{name}）", sheets, given)


def _as_county(row: Row, name: str) -> Row:
    """A known zone's row like a county's: its name is printed."""
    return Row(line=Line.COUNTY, region=row.region, name=name)


# Made anew, not copied: a copy would carry along what the original has worked out of its rows and columns.


def _sheet(sheet: SheetLayout, title: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> SheetLayout:
    return SheetLayout(name=sheet.name, title=title, city=sheet.city, columns=columns, rows=rows)


def _layout(layout: Layout, title: str, sheets: list[SheetLayout], given: tuple[Given, ...]) -> Layout:
    return Layout(
        plan=layout.plan,
        round=layout.round,
        kind=layout.kind,
        city=layout.city,
        city_name=layout.city_name,
        due=layout.due,
        title=title,
        sheets=tuple(sheets),
        given=given,
    )
