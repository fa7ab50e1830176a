"""The cell formats of a workbook, built from the theme."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from cascade.theme import Theme, with_room


class Styles:
    """The named formats of one workbook; it builds equal formats once.

    With `room` a blank stays free between a number and the rule to its right. It is one of the number
    format: LibreOffice forgets an indent where the cell to the left has the same format.
    """

    def __init__(self, book: Workbook, theme: Theme, room: bool = False) -> None:
        self._book = book
        self._made: dict[tuple[str, tuple[tuple[str, Any], ...]], Format] = {}
        self._asked: dict[tuple[Any, ...], Format] = {}
        self._colour = colour = theme.colour
        body = {"font_name": theme.body_font, "font_size": theme.body_size, "font_color": colour["ink"]}
        ruled = body | {"border": 1, "border_color": colour["rule"], "valign": "vcenter", "text_wrap": True}
        small = {"font_size": theme.small_size, "font_color": colour["quiet"]}
        centred = {"align": "center"}
        # A number too long for its cell shrinks: #### on paper would tell nothing.
        number = {"font_name": theme.number_font, "align": "right", "shrink": True, "text_wrap": False}
        number |= {"room": True} if room else {}
        self._named: dict[str, dict[str, Any]] = {
            "plain": body | {"valign": "vcenter"},
            "title": body
            | {"font_name": theme.title_font, "font_size": theme.title_size, "bold": True}
            | {"align": "center", "valign": "vcenter"},
            "cover": body | centred | {"valign": "vcenter", "text_wrap": True},
            "status": body | {"bold": True, "valign": "vcenter"},
            "head": ruled | centred | {"bg_color": colour["head"], "bold": True},
            "unit": ruled | centred | {"bg_color": colour["head"]},
            "code": ruled | centred | small | {"font_name": theme.number_font, "text_wrap": False},
            "name": ruled | {"bg_color": colour["head"]},
            "open": ruled | number | {"bg_color": colour["open"], "locked": False},
            "open_text": ruled | {"bg_color": colour["open"], "locked": False, "align": "left"},
            "locked": ruled | number | {"bg_color": colour["locked"]},
            "figure": ruled | number,
            "total": ruled | number | {"bg_color": colour["total"], "bold": True},
            "label": ruled | {"bg_color": colour["total"], "bold": True},
            "check": ruled | centred | {"bg_color": colour["total"], "font_size": theme.small_size},
            "sign": body | {"align": "right", "valign": "vcenter"},
            "sign_open": body
            | {"bottom": 1, "border_color": colour["rule"], "locked": False, "valign": "vcenter"},
            "quiet": body | small | {"valign": "vcenter"},
            "heading": body | {"font_name": theme.title_font, "font_size": theme.body_size + 2, "bold": True},
            "text": body | {"text_wrap": True, "valign": "top"},
            "link": body | {"font_color": colour["accent"], "underline": 1, "valign": "vcenter"},
            "ruled": {"border": 1, "border_color": colour["ink"]},
            "missing": {"bg_color": colour["missing"], "font_color": colour["ink"]},
            "good": {"bg_color": colour["good"], "font_color": colour["good_ink"]},
            "fair": {"bg_color": colour["fair"], "font_color": colour["fair_ink"]},
            "bad": {"bg_color": colour["bad"], "font_color": colour["bad_ink"], "bold": True},
            "behind": {"bg_color": colour["behind"], "font_color": colour["behind_ink"], "bold": True},
        }

    def get(self, name: str, **more: Any) -> Format:
        """The format of a name with more xlsxwriter properties; a colour may be a name of the theme.

        The property `room` leaves a blank behind a number, but not one in the middle of its cell.
        """
        key = (name, *more.items())
        if key not in self._asked:
            more = {
                key: self._colour.get(value, value) if key.endswith("color") else value
                for key, value in more.items()
            }
            made = (name, tuple(sorted(more.items())))
            if made not in self._made:
                looks = self._named[name] | more
                if looks.pop("room", False) and looks.get("align") != "center":
                    looks["num_format"] = with_room(looks.get("num_format", "General"))
                self._made[made] = self._book.add_format(looks)
            self._asked[key] = self._made[made]
        return self._asked[key]
