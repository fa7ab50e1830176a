"""The number format that shows a target in the notice's own wording."""

import re
import unicodedata
from decimal import Decimal

from cascade.characters import without_invisible
from cascade.theme import number_format

# A target's number. The format leaves the sign to the number itself, else a spreadsheet shows two.
_WORDED = re.compile(
    r"([-−]\s*)?\d{1,3}([ ,]\d{3})*\d*(\.(?P<decimals>\d+))?(e[-+]?\d+)?", re.ASCII | re.IGNORECASE
)


def worded_format(worded: str, number: Decimal | None = None) -> str:
    """The number format that shows a target in the notice's wording: `0"%以上"` for `10%以上`.

    The sign of a `number` may be in the words (下降3.5% is -3.5). Words in which it does not stand at all
    (325000亩 for 32.5, 6%—6.5%) are shown as they are.
    """
    plain = unicodedata.normalize("NFKC", without_invisible(worded)).replace('"', "")
    found = _WORDED.search(plain)
    if number is not None and (found is None or abs(_number_of(found[0])) != abs(number)):
        words = "".join(without_invisible(worded).replace('"', "").split())
        return f'"{words}";"{words}"'
    if not found:
        return "General"
    before, after = plain[: found.start()].strip(), plain[found.end() :].strip()
    decimals = len(found["decimals"] or "")
    whole = "".join([f'"{before}"' if before else "", number_format(decimals), f'"{after}"' if after else ""])
    return f"{whole};{whole}" if number is not None and number < 0 and not found[1] else whole


def _number_of(found: str) -> Decimal:
    return Decimal("".join(found.replace(",", "").replace("−", "-").split()))
