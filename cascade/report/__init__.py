"""The reports of a collection: one for other programs (JSON), one for people (a page of HTML)."""

from cascade.report.json_report import as_json
from cascade.report.status_page import as_html

__all__ = ["as_html", "as_json"]
