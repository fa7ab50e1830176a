"""The state of a form sheet: how much is filled in, which self-checks passed, and what is still open."""

from cascade.form.column_rules import HINT, MISSING, PASSED
from cascade.form.contents import Contents
from cascade.formula import Live, Operand, Span, added, formula
from cascade.judging.county_rates import LISTED, some_below
from cascade.judging.zone_names import taken, totals
from cascade.layout import Role

_DONE = "已全部填完，自检通过，可以报送"
IS_DONE = formula("LEFT(status, length) = done", done=_DONE, length=len(_DONE))  # of a sheet's `status`

_PASSED = formula('COUNTIF(checks, passed & "*") + COUNTIF(checks, hint & "*")', passed=PASSED, hint=HINT)
_FAILING = formula('columns - passing - COUNTIF(checks, missing & "*")', passing=_PASSED, missing=MISSING)
# Only open columns have a code, so one term counts the open cells of a whole sheet
_BLANK = formula('SUMPRODUCT((codes <> "") * (cells = ""))')
_OWN_BLANK = formula("COUNTBLANK(own) - COUNTBLANK(counties)")  # counties may leave these cells empty
_NAMELESS = formula('SUMPRODUCT((names = "") * (codes <> "") * (cells <> ""))')  # numbers without a name
_STATUS = formula(
    'IFERROR(IF(open = 0, done & told, "还有 " & open & todo), again)',
    done=_DONE,
    again="有的格是错误值，请更正。",
)
_TOLD = formula('IF(below > 0, "；有 " & below & words, "。")')
_TODO = " 项待完成（未填的格、未通过的自检{zones}）。"
_PROGRESS = formula(
    'IFERROR("已填 " & (wanted - blank) & "/" & wanted & "，自检 " & passing & "/" & columns, wrong)',
    passing=_PASSED,
    wrong="有的格是错误值",
)


def status(contents: Contents, checks: Span, blank: Live, below: Live | None) -> Live:
    """How many things are still open: empty cells, failing self-checks, missing and wrong zone names.

    `checks` are the sheet's self-checks, `blank` is how many cells must still be filled in. `below` is how
    many rates have counties below the city's target, None where a sheet asks for no such targets.
    """
    codes, columns = contents.codes, len(contents.sheet.inputs)
    nameless = [
        _NAMELESS.live(names=contents.names(rows), codes=codes, cells=contents.data_cells(rows))
        for rows in contents.zone_rows
    ]
    wrong = [totals().live(names=contents.names(rows)) for rows in contents.zone_rows]
    wrong += [_taken_name(contents, row) for rows in contents.zone_rows for row in rows]
    todo = _TODO.format(zones="、功能区名称" if contents.zone_rows else "")
    failing = _FAILING.live(columns=columns, checks=checks)
    told: Live | str = "。"
    if below:
        levels = contents.layout.levels
        sides = (each.direction for each in contents.sheet.inputs if each.rate)
        told = _TOLD.live(below=below, words=f" 项比率{some_below(sides, levels)}，{LISTED}。")
    return _STATUS.given(todo=todo).live(open=added(blank, failing, *nameless, *wrong), told=told)


def progress(contents: Contents, checks: Span, blank: Live) -> Live:
    """How many cells are filled and how many self-checks passed, each with the number wanted.

    The arguments are those of `status`.
    """
    columns, own = len(contents.sheet.inputs), len(contents.sheet.own_inputs)
    wanted = len(contents.county_rows) * (columns - own) + own
    return _PROGRESS.live(wanted=wanted, columns=columns, blank=blank, checks=checks)


def wrong_name(contents: Contents, row: int) -> Live:
    """More than 0 where the name of a zone is that of a total, of a county or of another zone."""
    return added(totals().live(names=contents.names([row])), _taken_name(contents, row))


def blank_cells(contents: Contents) -> Live:
    """How many cells that must be filled in are empty."""
    cells = contents.data_cells(contents.county_rows)
    own = [
        _OWN_BLANK.live(
            counties=contents.span(contents.county_rows, each), own=contents.span(contents.own_rows, each)
        )
        for each in contents.sheet.own_inputs
    ]
    return added(_BLANK.live(codes=contents.codes, cells=cells), *own)


def _taken_name(contents: Contents, row: int) -> Live:
    """1 where the name of a zone is that of a county, the city or another zone, else 0."""
    table, *spare = map(contents.names, contents.leaf_rows)
    operands: dict[str, Operand] = {"table": table, "name": contents.cells(row)["", Role.NAME]}
    if spare:
        operands["spare"] = spare[0]
    return taken(bool(contents.spare_rows)).live(city=contents.layout.city_name, **operands)
