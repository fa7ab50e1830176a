"""Write the table of a round's numbers to a file: CSV, Excel, SQLite or Parquet.

A workbook is for people, so its headings, levels and states are Chinese; the other files are for programs
and have the English names of the table.
"""

import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pandas as pd

from cascade import durable, theme
from cascade.drawing import Column, DrawnSheet, Pages, Rows, Styles, Workbook, set_up_page
from cascade.errors import Wrong
from cascade.export.columns_by_round import BY_ROUND, ROUND_UPPER
from cascade.export.tidy_tables import NUMBERS, POINTS, STATES, UPPER, VALUES, level_words
from cascade.levels import PROVINCIAL, Levels
from cascade.quantity import decimal_places, shown

TABLE = "numbers"  # in SQLite
_SHEET = "数据"
_MOST_ROWS = 1_048_575  # below the headings of a sheet
_WIDEST = 40.0  # characters of a column
_ROW_POINTS = 16.5

# A spreadsheet reads a text with such a beginning as a formula, so `_csv` puts an apostrophe before it, and
# before a text that begins with one. A reader who removes one apostrophe has the original text.
_LIKE_FORMULA = re.compile(r"[\s\u200b\ufeff]*['=+\-@＝＋－＠]")


def export(frame: pd.DataFrame, path: Path, levels: Levels = PROVINCIAL) -> None:
    """Write a `values_table` to a file in the format of its suffix; a failure leaves an old file unchanged.

    A workbook has the plan's words for its `levels`. Raises Wrong for an unknown suffix or a table that the
    format cannot hold, OSError if writing fails.
    """
    write = _FORMATS.get(path.suffix.lower())
    if write is None:
        raise Wrong(f"不能导出为“{path.name}”。文件名请以 {'、'.join(_FORMATS)} 结尾。")
    durable.write(path, write(frame, levels))


def _csv(frame: pd.DataFrame, _: Levels) -> bytes:
    """UTF-8 with a byte order mark; without it, Excel on a Chinese Windows reads the file as GBK."""
    text = _decimal_text(frame)
    for name in frame.columns:
        if name not in NUMBERS:
            text[name] = text[name].map(_not_a_formula, na_action="ignore")
    return text.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def _not_a_formula(text: str) -> str:
    return f"'{text}" if _LIKE_FORMULA.match(text) else text


def _sqlite(frame: pd.DataFrame, _: Levels) -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        _decimal_text(frame).to_sql(
            TABLE, connection, index=False, dtype=dict.fromkeys(frame.columns, "TEXT")
        )
        return connection.serialize()


def _decimal_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with its numbers as decimal text without exponents."""
    return frame.assign(
        **{name: frame[name].map(shown, na_action="ignore") for name in NUMBERS if name in frame}
    )


def _parquet(frame: pd.DataFrame, _: Levels) -> bytes:
    content = BytesIO()
    try:
        frame.to_parquet(content, engine="pyarrow", index=False)
    except ImportError:
        raise Wrong(
            "导出 .parquet 需要另装组件 pyarrow，请运行：\n"
            "  python -m pip install pyarrow\n"
            "也可以改为导出 .csv、.xlsx 或 .sqlite。"
        ) from None
    return content.getvalue()


def _xlsx(frame: pd.DataFrame, levels: Levels) -> bytes:
    if len(frame) > _MOST_ROWS:
        raise Wrong(f"共有 {len(frame)} 行，一张工作表放不下。请导出为 .csv 或 .sqlite。")
    content, look = BytesIO(), theme.load()
    with Workbook(content, {"in_memory": True}) as book:
        sheet, styles = book.add_sheet(_SHEET), Styles(book, look)
        head = _headings(frame)
        columns = [each.to_list() for _, each in _in_chinese(frame, levels).items()]
        _set_widths(sheet, head, columns)
        title = styles.get("head")
        sheet.put_rows(
            Rows([1], [Column([each], title) for each in head], 2 * _ROW_POINTS),
            Rows(range(2, len(frame) + 2), [_column(each, styles) for each in columns], _ROW_POINTS),
        )
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
        sheet.freeze_panes(1, 0)
        set_up_page(sheet, Pages((), None), (1, 1), 0, (_SHEET, ""), look)
    return content.getvalue()


def _headings(frame: pd.DataFrame) -> list[str]:
    titles = {**VALUES, **UPPER, **BY_ROUND, **ROUND_UPPER, **POINTS}
    return [titles[name] for name in frame.columns]


def _in_chinese(frame: pd.DataFrame, levels: Levels) -> pd.DataFrame:
    """The table with Chinese levels and states, and None for missing values."""
    words = {"level": frame["level"].map(level_words(levels)), "state": frame["state"].map(STATES)}
    worded = frame.assign(**words).astype("object")
    return worded.where(worded.notna(), None)


def _column(values: Sequence[Decimal | str | None], styles: Styles) -> Column:
    """A column. Numbers get a format that shows all digits; General may show an exponent."""
    looks = [
        styles.get("plain", align="right", num_format=theme.number_format(decimal_places(value)))
        if isinstance(value, Decimal)
        else styles.get("plain")
        for value in values
    ]
    return Column(values, looks)


def _set_widths(
    sheet: DrawnSheet, head: Sequence[str], columns: Sequence[Sequence[Decimal | str | None]]
) -> None:
    """Make each column as wide as its longest text, within limits."""
    for at, (title, column) in enumerate(zip(head, columns, strict=True)):
        texts = [title, *(shown(each) if isinstance(each, Decimal) else str(each or "") for each in column)]
        width = max(map(theme.display_width, texts)) + 3.0  # leaves room for the button of the filter
        sheet.set_column(at, at, min(width, _WIDEST))


_FORMATS: Mapping[str, Callable[[pd.DataFrame, Levels], bytes]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".sqlite": _sqlite,
    ".parquet": _parquet,
}
