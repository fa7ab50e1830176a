"""Draw the sheet that lists what a person must decide in a drafted plan; `read_office` reads the answers."""

from collections.abc import Mapping, Sequence
from itertools import repeat

from cascade.drawing import DrawnSheet, Styles
from cascade.grid import column_letters
from cascade.indicators import measure_in_words
from cascade.plan.drafted import OpenCell, Place
from cascade.plan.marked_rows import HEADING as ROWS_HEADING
from cascade.plan.marked_rows import rows_named
from cascade.plan.office_rows import OfficeRows
from cascade.plan.office_sheets import ANSWERED, HEAD, MARK_HEADINGS, MARKS, SHEET, column_of, to_do
from cascade.plan.problems import CELLS_OF_MARK, SHEET_OF, Problem, UnansweredMark, listed
from cascade.plan.tables import PLAN
from cascade.theme import LINE_POINTS, lines_needed

_WIDTHS = (24, 32, 52, 48, 18, 34, 10)  # characters
_NOTE = (
    "下面各处是照通知拟的，一行一处，请逐行对照通知：写得对的，在最右边选“是”，表示看过了；"
    "写得不对的，点“位置”过去改好，再回来选“是”。全部选完才能下发。"
)

SheetCell = tuple[str, int, int]  # sheet, row and column, which count from 1


def draw_marks(
    page: DrawnSheet,
    styles: Styles,
    title: str,
    marked: Mapping[OpenCell, Sequence[SheetCell]],
    remarks: Sequence[str],
    rows: OfficeRows,
) -> None:
    """List the marks, each with a link to its first cell and a cell to answer in, and the remarks below."""
    page.put(1, 1, f"{title}：{MARKS}", styles.get("title", align="left"))
    page.put(2, 1, _NOTE, styles.get("quiet"))
    for at, (heading, width) in enumerate(zip(MARK_HEADINGS, _WIDTHS, strict=True)):
        page.set_column(at, at, width)
        page.put(HEAD, at + 1, heading, styles.get("head"))
    page.put(HEAD, len(_WIDTHS) + 1, ROWS_HEADING, styles.get("quiet"))
    page.set_column(len(_WIDTHS), len(_WIDTHS), None, None, {"hidden": True})
    text = styles.get("text", border=1, border_color="rule")
    link = styles.get("link", border=1, border_color="rule", text_wrap=True, valign="top")
    for row, (mark, cells) in enumerate(marked.items(), start=HEAD + 1):
        sheet, at_row, at_column = cells[0]
        where = _where(cells)
        page.write_url(row - 1, 0, f"internal:'{sheet}'!{column_letters(at_column)}{at_row}", link, where)
        places = listed(mark.place.split("、"), "处")
        drafted = _suggestion(mark, rows)
        remedy = to_do(drafted, f"在右边选“{ANSWERED}”", "点左边的位置过去改好")
        texts = (_subject(mark, rows), _reason(mark), drafted, places, remedy)
        for at, each in enumerate(texts, start=2):
            page.put(row, at, each, text)
        page.put(row, len(_WIDTHS) + 1, rows_named(mark, rows), styles.get("quiet"))
        page.put(row, len(_WIDTHS), "", styles.get("open_text", num_format="@", align="center"))
        lines = max(map(lines_needed, (where, *texts), _WIDTHS))
        page.set_row(row - 1, lines * LINE_POINTS * 1.1 + 3)  # fonts differ: no line may be cut
    if marked:
        answers = (HEAD, len(_WIDTHS) - 1, HEAD + len(marked) - 1, len(_WIDTHS) - 1)
        page.data_validation(*answers, {"validate": "list", "source": [ANSWERED]})
        page.conditional_format(*answers, {"type": "blanks", "format": styles.get("fair")})
    for number, remark in enumerate(remarks, start=HEAD + len(marked) + 2):
        told = f"另请留意：{remark}"
        page.merge_range(number - 1, 1, number - 1, len(_WIDTHS) - 1, told, styles.get("text"))
        page.set_row(number - 1, lines_needed(told, sum(_WIDTHS[1:])) * LINE_POINTS * 1.1 + 3)
    page.freeze_panes(HEAD, 0)


def _reason(mark: OpenCell) -> str:
    """Why a person must look, and what the words mean between which there is a choice."""
    columns = dict.fromkeys(column for table, _, column in mark.cells if table == mark.table)
    asked = [column_of(SHEET[mark.table].table, column) for column in columns]
    return "\n".join(
        [mark.reason, *(f"“{each.title}”怎么选：{each.meaning}" for each in asked if each.meaning)]
    )


def _where(cells: Sequence[SheetCell]) -> str:
    """All cells, a line a sheet: 指标 I列4、5行；填报项 D列4至7行. K10 would be an indicator's code, too."""
    sheets: dict[str, dict[int, list[int]]] = {}
    for sheet, row, column in cells:
        sheets.setdefault(sheet, {}).setdefault(column, []).append(row)
    return "；\n".join(
        f"{sheet} {'，'.join(_runs(column, rows) for column, rows in sorted(columns.items()))}"
        for sheet, columns in sheets.items()
    )


def is_about(mark: UnansweredMark, problem: Problem) -> bool:
    """Whether a problem is at a cell that an unanswered mark is about: what the mark asks says it, too."""
    sheet = problem.file.rpartition(SHEET_OF)[2]
    return any(
        each.startswith(f"{sheet} ") and letters == problem.column and _within(problem.row or 0, numbers)
        for each in mark.where.split("；")
        for letters, numbers in CELLS_OF_MARK.findall(each)
    )


def _within(row: int, numbers: str) -> bool:
    ends = (run.partition("至") for run in numbers.split("、"))
    return any(int(first) <= row <= int(last or first) for first, _, last in ends)


def _runs(column: int, rows: Sequence[int]) -> str:
    """The cells of a column; those that follow one another by the first and the last."""
    found: list[list[int]] = []
    for row in sorted(rows):
        if found and row == found[-1][-1] + 1:
            found[-1].append(row)
        else:
            found.append([row])
    texts = (f"{run[0]}至{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in found)
    return f"{column_letters(column)}列{'、'.join(texts)}行"


def comment_marks(pages: Mapping[str, DrawnSheet], marked: Mapping[OpenCell, Sequence[SheetCell]]) -> None:
    """Write the reason of a mark as a comment at each of its cells; `pages` are the sheets by name."""
    for mark, cells in marked.items():
        for name, row, column in cells:
            pages[name].write_comment(row - 1, column - 1, f"待核对：{mark.reason}", {"x_scale": 2})


def _subject(mark: OpenCell, rows: OfficeRows) -> str:
    """What a mark is about: the names of its rows, and the column's title."""
    if mark.table == PLAN.name:
        own = [column_of(PLAN, column).title for table, _, column in mark.cells if table == PLAN.name]
        return "、".join([*own, *_rows_of_others(mark, rows)])
    sheet = SHEET[mark.table]
    numbers = [row for table, row, column in mark.cells if (table, column) == (mark.table, mark.column)]
    if not sheet.across:
        columns = [column for table, row, column in mark.cells if (table, row) == (mark.table, mark.row)]
        titles = "".join(
            f"“{sheet.heading(column_of(sheet.table, each))}”" for each in dict.fromkeys(columns)
        )
        named = listed([_name(rows, mark.table, row) for row in numbers], "个")
        return f"{named}的{titles}"
    regions: dict[str, list[str]] = {}
    for number in numbers:
        region = rows.rows[mark.table][number].get("region", "")
        shown = rows.as_written(sheet.table.columns[-2], region)
        regions.setdefault(_name(rows, mark.table, number), []).append(shown)
    return listed([f"{name}（{listed(each, '个')}的目标）" for name, each in regions.items()], "项")


def _rows_of_others(mark: OpenCell, rows: OfficeRows) -> list[str]:
    """The rows of other tables that a question about the settings is about, too: 批次“目标分解”."""
    others = dict.fromkeys((table, row) for table, row, _ in mark.cells if table != mark.table)
    return [f"{SHEET[table].name}“{_name(rows, table, row)}”" for table, row in others]


def _name(rows: OfficeRows, table: str, number: int) -> str:
    """The name of a row, or that of its indicator."""
    row = rows.rows[table][number]
    code = row.get("indicator", "")
    return row.get("name") or rows.indicators.get(code, {}).get("name", code)


def _suggestion(mark: OpenCell, rows: OfficeRows) -> str:
    """What a mark suggests, as an office writes it: a line for every row, one for rows that are alike."""
    if (mark.table, mark.column) == ("regions", "name"):  # which what the mark is about says already
        return listed([_name(rows, table, row) for table, row, _ in mark.cells], "个")
    if mark.table == PLAN.name:
        settings = dict(rows.settings)
        written = [settings.get(column, "") for table, _, column in mark.cells if table == PLAN.name]
        return "\n".join([*written, *_rows_of_others(mark, rows)])
    if not mark.suggestion and not any(rows.rows[table][row].get(name) for table, row, name in mark.cells):
        return ""
    own = rows.as_written(column_of(SHEET[mark.table].table, mark.column), mark.suggestion)
    if mark.column == "measure":
        own = _in_words(own, rows)
    texts = {(mark.table, mark.row): {own: None}}
    for cell in mark.also:
        texts.setdefault(cell[:2], {})[_content(cell, rows)] = None
    alike = {tuple(each) for each in texts.values()}
    lines = ["、".join(each) for each in texts.values()]
    return lines[0] if len(alike) == 1 else "\n".join(map(_labelled, texts, lines, repeat(rows)))


def _content(cell: Place, rows: OfficeRows) -> str:
    """What stands in a cell; of an input its name and unit."""
    table, number, column = cell
    row = rows.rows[table][number]
    if table == "inputs":
        unit = row.get("unit", "")
        return row.get("name", "") + (f"（{unit}）" if unit else "")
    text = rows.as_written(column_of(SHEET[table].table, column), row.get(column, ""))
    return _in_words(text, rows) if column == "measure" else text


def _in_words(measure: str, rows: OfficeRows) -> str:
    """A measure with the names of its inputs, as a person would say it."""
    names = {row.get("code", ""): row.get("name", "") for row in rows.rows["inputs"]}
    return measure_in_words(measure, names)


def _labelled(place: tuple[str, int], text: str, rows: OfficeRows) -> str:
    """What is suggested for a row, with the row's short name in front."""
    table, number = place
    row = rows.rows[table][number]
    if "region" in row:
        label = rows.as_written(SHEET[table].table.columns[-2], row["region"])
    else:
        label = row.get("code", "") if table == "inputs" else row.get("name", "")
    return f"{label}{'' if table == 'inputs' else '：'} {text}".replace("： ", "：")
