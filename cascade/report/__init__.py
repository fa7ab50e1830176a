"""The reports of a collection: JSON for other programs, an HTML page for people."""

from cascade.report.json_report import as_json
from cascade.report.status_page import as_html

__all__ = ["as_html", "as_json"]
