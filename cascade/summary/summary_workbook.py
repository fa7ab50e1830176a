"""The workbook of a summary while its sheets are drawn."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from tempfile import TemporaryDirectory

from xlsxwriter.exceptions import FileCreateError

from cascade.drawing import Styles, Workbook
from cascade.summary.medium import Medium
from cascade.summary.summary_page import SummaryPage, on_one_line
from cascade.theme import Theme

_ON_SCREEN = Medium()


class SummaryBook:
    """A workbook that is being drawn, sheet by sheet."""

    def __init__(self, title: str, made: datetime, theme: Theme, medium: Medium = _ON_SCREEN) -> None:
        self._medium = medium
        # leaders read nothing smaller than body text
        self.theme = replace(theme, small_size=theme.body_size, colour=medium.colours(theme))
        self._buffer, self._parts = BytesIO(), TemporaryDirectory(prefix="cascade-")
        base = {"font_name": theme.number_font, "font_size": theme.body_size}
        options = {"tmpdir": self._parts.name, "default_format_properties": base}
        self._book = Workbook(self._buffer, options)
        self._book.set_properties({"title": on_one_line(title), "created": made})
        self._styles = Styles(self._book, self.theme, room=True)

    def page(self, name: str, annex: str = "") -> SummaryPage:
        """Append a new sheet; `annex` is what stands above its title (附表1)."""
        return SummaryPage(self._book, name, self._styles, self.theme, self._medium, annex)

    def finished(self) -> bytes:
        """Close the book; returns the .xlsx file, assembled on disk. Raises OSError if the disk is full."""
        self._set_print_areas()
        trouble: OSError | None = None
        with self._parts:
            try:
                self._book.close()
            except FileCreateError as error:
                trouble = error.args[0]
        if trouble:  # its traceback would keep objects alive whose clean-up fails unseen
            raise trouble.with_traceback(None)
        return self._buffer.getvalue()

    def _set_print_areas(self) -> None:
        """Print what is written unless a sheet says what to print.

        LibreOffice opens the workbook in a quarter of the time: without an area it looks for page breaks in a
        million empty rows. It prints hidden sheets that have one, so they get none.
        """
        for sheet in self._book.worksheets():
            if not (sheet.hidden or sheet.print_area_range or sheet.dim_rowmax is None):
                sheet.print_area(0, 0, sheet.dim_rowmax, sheet.dim_colmax)
