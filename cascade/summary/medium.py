"""What a workbook of the summary is drawn for: a screen, or paper."""

from collections.abc import Mapping
from dataclasses import dataclass

from cascade.theme import Theme

_BLACK = "#000000"


@dataclass(frozen=True, slots=True)
class Medium:
    """What a workbook is for: one to print (`on_paper`) has no links, and black rules.

    With `bare_feet` nothing but the number stands at the foot of a page.
    """

    on_paper: bool = False
    bare_feet: bool = False

    def colours(self, theme: Theme) -> Mapping[str, str]:
        """The theme's colours; on paper black rules, what is good unfilled, what is bad dark when copied."""
        colour = theme.colour
        if not self.on_paper:
            return colour
        bad = {"bad": colour["behind"], "bad_ink": colour["behind_ink"]}
        return {**colour, "rule": _BLACK, "good": colour["paper"], "good_ink": colour["ink"], **bad}
