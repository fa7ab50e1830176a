"""The reports of a collection: one for other programs (JSON), one for people (a page of HTML)."""

from cascade.report.contract import as_json
from cascade.report.facts import Facts
from cascade.report.page import as_html

__all__ = ["Facts", "as_html", "as_json"]
