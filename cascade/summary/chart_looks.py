"""What the charts of the summary share: fonts, colours that differ in grey, axes without ornament."""

from typing import Any

from xlsxwriter.chart import Chart

from cascade.summary.summary_page import SummaryPage

PIXELS = 96 / 72  # a point
_INSET = 1  # pixels between a chart and the rows that it stands in


class ChartLooks:
    """The looks of a sheet's charts. What is behind is dark, all else light with a dark rim."""

    def __init__(self, page: SummaryPage) -> None:
        self._page = page
        self.colour = page.theme.colour
        self.font = {
            "name": page.theme.body_font,
            "size": page.theme.smallest_official_point,
            "color": self.colour["ink"],
        }

    def chart(self, kind: str, subtype: str = "") -> Chart:
        """A new chart of a kind, without title and legend."""
        chart = self._page.book.add_chart({"type": kind} | ({"subtype": subtype} if subtype else {}))
        assert chart  # None only for an unknown kind
        _keep_labels_on_one_line(chart)
        chart.set_title({"none": True})
        chart.set_legend({"none": True})
        return chart

    def place(self, chart: Chart, row: int, column: int, size: tuple[float, float], says: str) -> None:
        """Insert a chart at a cell; `size` is its width and height in points, `says` what it shows."""
        width, height = (round(each * PIXELS) for each in size)
        chart.set_size({"width": width, "height": height - 2 * _INSET})
        # one that touches the page before is printed there, too, beyond the edge of the paper
        where = {"description": says, "y_offset": _INSET}
        self._page.sheet.insert_chart(row - 1, column - 1, chart, where)

    def marker(self, kind: str, size: int, fill: str, rim: str) -> dict[str, Any]:
        """A marker without a line; `fill` and `rim` are names of the theme's colours."""
        colours = {"fill": {"color": self.colour[fill]}, "border": {"color": self.colour[rim]}}
        return {"marker": {"type": kind, "size": size} | colours, "line": {"none": True}}

    def labels(self, texts: list[str], position: str, **font: Any) -> dict[str, Any]:
        """Labels of a series' points by their texts, which any program shows; "" for none."""
        look = self.font | font
        custom = [{"value": text, "font": look} if text else {"delete": True} for text in texts]
        return {"data_labels": {"value": True, "custom": custom, "position": position, "font": look}}

    def hidden_axis(self, **more: Any) -> dict[str, Any]:
        """An axis of which nothing is seen."""
        no_line = {"line": {"none": True}, "major_tick_mark": "none", "minor_tick_mark": "none"}
        return {"label_position": "none", "major_gridlines": {"visible": False}} | no_line | more


def _keep_labels_on_one_line(chart: Chart) -> None:
    """Forbid labels of points to wrap: in a low chart LibreOffice breaks them behind every second character.

    xlsxwriter has no option for it.
    """
    write_labels, write_tag = chart._write_d_lbls, chart._xml_empty_tag

    def tag(name: str, attributes: Any = None) -> None:
        wrap = [("wrap", "none")] if name == "a:bodyPr" else []
        write_tag(name, [*(attributes or []), *wrap])

    def labels(some: Any) -> None:
        vars(chart).update(_xml_empty_tag=tag)
        write_labels(some)
        vars(chart).update(_xml_empty_tag=write_tag)

    vars(chart).update(_write_d_lbls=labels)
