"""The workbooks that the program draws: xlsxwriter's, without the work that ours never need."""

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet


class _Sheet(Worksheet):
    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """A formula without equals sign and braces.

        xlsxwriter looks in each for the names of some 130 functions that came after Excel 2007, which took half
        of the time of drawing a form. WPS lacks many of them, so ours use none (a test says so).
        """
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")


class Book(Workbook):
    """A workbook of ours."""

    worksheet_class = _Sheet
