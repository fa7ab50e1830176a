"""A finding: one thing wrong or odd in a return, as data. Nothing here raises for what a return contains."""

from collections.abc import Mapping
from dataclasses import dataclass

from cascade.catalogue import CATALOGUE, FindingType, Severity
from cascade.characters import visible_line

# What the operator can do, in the words of the console; cities and leaders read the remedies above only.
FOR_OPERATORS: Mapping[str, str] = {
    "F12": "请先关闭正在使用它的程序，再收集；或请报送单位重新发送",
    "F13": "请把运行记录交给软件维护人员",
    "D01": "确系某市的，用 --as 确认",
    "D08": "请问清以哪份为准，再用 --use 写明文件",
    "D14": "请问清以哪份为准，再用 --use 写明文件",
    "D19": "请问清以哪份为准，再用 --use 写明文件",
    "D10": "需要计入的，用 --use 选定；有错误的用 --overrule 决定接收",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong or odd in a return, at a cell where there is one. Places are "" where unknown."""

    code: str
    severity: Severity
    message: str
    sheet: str = ""
    cell: str = ""
    region: str = ""
    field: str = ""
    value: str = ""

    @property
    def type(self) -> FindingType:
        """What it has in common with all findings of its code."""
        return CATALOGUE[self.code]


def finding(
    code: str,
    /,
    *,
    sheet: str = "",
    cell: str = "",
    region: str = "",
    field: str = "",
    value: str = "",
    explained: str = "",
    **facts: object,
) -> Finding:
    """The finding of a code at a place; `facts` fill its wording. KeyError for an unknown code or fact.

    `explained` are the city's own words on it, which take the place of the remedy.
    """
    type_ = CATALOGUE[code]
    words = {"sheet": sheet, "cell": cell, "value": value} | {key: str(fact) for key, fact in facts.items()}
    words["text"] = _sentence(words.get("text", ""))
    for name in ("heading", "indicator"):  # names of indicators hold quotation marks of their own
        words[name] = words.get(name, "").replace("“", "‘").replace("”", "’")
    remedy = f"报送单位已说明：{_sentence(explained)}" if explained else type_.remedy.format_map(words)
    message = visible_line(f"{type_.cause.format_map(words)}。{remedy}。")
    return Finding(code, type_.severity, message, sheet, cell, region, field, value)


def _sentence(text: str) -> str:
    """What a city has written, without the full stop that follows it anyway."""
    return " ".join(text.split()).rstrip("。.；;")
