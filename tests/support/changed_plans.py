"""Changes of a plan, by name: what an office may do to its tables after returns were accepted."""

from collections.abc import Callable, Mapping

from tests.support.changing_office import CHENGDU, PANZHIHUA, ZIGONG, ChangingOffice, Row
from tests.support.special_plans import JUNE


def recode(office: ChangingOffice, table: str, column: str, codes: Mapping[str, str]) -> None:
    """Give rows of a table other codes in a column."""
    office.change(table, lambda rows: [row | {column: codes.get(row[column], row[column])} for row in rows])


def reword_targets(office: ChangingOffice, indicator: str, new: Callable[[Row], str]) -> None:
    """Write the targets of an indicator anew."""
    office.change(
        "targets",
        lambda rows: [row | ({"target": new(row)} if row["indicator"] == indicator else {}) for row in rows],
    )


def set_unit(office: ChangingOffice, indicator: str, old: str, new: str) -> None:
    """Give an indicator, its inputs and its targets another unit."""
    office.set("indicators", "code", indicator, unit=new)
    office.set("inputs", "indicator", indicator, unit=new)
    reword_targets(office, indicator, lambda row: row["target"].replace(old, new))


def drop_indicator(office: ChangingOffice, code: str) -> None:
    """Take an indicator away."""
    for table, key in (("indicators", "code"), ("inputs", "indicator"), ("targets", "indicator")):
        office.drop(table, key, code)


def add_indicator(office: ChangingOffice) -> None:
    """Add the indicator K06, with a target of 50家 for every city."""
    names = (
        "code",
        "number",
        "name",
        "unit",
        "decimals",
        "lead",
        "direction",
        "pace",
        "measure",
        "reconcile",
    )
    texts = ("K06", "6", "新增指标", "家", "0", "省科技厅", "at_least", "even", "K06a", "no")
    office.add("indicators", **dict(zip(names, texts, strict=True)))
    office.add("inputs", code="K06a", indicator="K06", name="新增", unit="家", decimals="0", negative="no")
    for city in (CHENGDU, ZIGONG, PANZHIHUA):
        office.add("targets", indicator="K06", region=city, target="50家")


def drop_city(office: ChangingOffice, city: str) -> None:
    """Take a city with its counties away."""
    for table, key in (("regions", "code"), ("regions", "parent"), ("targets", "region")):
        office.drop(table, key, city)


def recode_city(office: ChangingOffice, city: str, code: str) -> None:
    """Give a city another code; its counties keep theirs."""
    for table, key in (("regions", "code"), ("regions", "parent"), ("targets", "region")):
        recode(office, table, key, {city: code})


def recode_indicators(office: ChangingOffice, codes: Mapping[str, str]) -> None:
    """Give amounts other codes, with their inputs and targets."""
    inputs = {f"{old}a": f"{new}a" for old, new in codes.items()}
    for table, key in (("indicators", "code"), ("inputs", "indicator"), ("targets", "indicator")):
        recode(office, table, key, codes)
    recode(office, "inputs", "code", inputs)
    recode(office, "indicators", "measure", inputs)


def swap_names(rows: list[Row], one: str, other: str) -> list[Row]:
    """Rows in which two have exchanged their names."""
    names = {row["code"]: row["name"] for row in rows}
    exchanged = {one: names[other], other: names[one]}
    return [row | {"name": exchanged.get(row["code"], row["name"])} for row in rows]


def _add_city(office: ChangingOffice) -> None:
    office.add("regions", code="510400", name="泸州市", parent="510000")
    office.add("regions", code="510401", name="泸州第1县", parent="510400")
    office.change(
        "targets", lambda rows: rows + [r | {"region": "510400"} for r in rows if r["region"] == ZIGONG]
    )


def _city_to_county(office: ChangingOffice) -> None:
    office.drop("regions", "parent", ZIGONG)
    office.drop("targets", "region", ZIGONG)
    office.set("regions", "code", ZIGONG, parent=CHENGDU)


def _input_removed(office: ChangingOffice) -> None:
    office.drop("inputs", "code", "K05b")
    office.set("indicators", "code", "K05", measure="K05a", unit="家", decimals="0")
    reword_targets(office, "K05", lambda row: "40家")


def _input_added(office: ChangingOffice) -> None:
    office.add("inputs", code="K03b", indicator="K03", name="另一项", unit="家", decimals="0", negative="no")
    office.set("indicators", "code", "K03", measure="K03a / K03b")


def _rate_at_most(office: ChangingOffice) -> None:
    office.set("indicators", "code", "K05", direction="at_most")
    reword_targets(office, "K05", lambda row: row["target"].replace("以上", "以下"))


def _fewer_decimals(office: ChangingOffice) -> None:
    office.set("indicators", "code", "K02", decimals="0")
    office.set("inputs", "code", "K02a", decimals="0")
    reword_targets(office, "K02", lambda row: "1万平方米")


def _more_decimals(office: ChangingOffice) -> None:
    office.set("indicators", "code", "K03", decimals="2")
    office.set("inputs", "code", "K03a", decimals="2")


def _headline(office: ChangingOffice) -> None:
    office.set("indicators", "code", "K03", headline="300", reconcile="yes")


def _renumbered(office: ChangingOffice) -> None:
    drop_indicator(office, "K02")
    recode_indicators(office, {"K03": "K02", "K04": "K03"})


def _moved_and_recoded(office: ChangingOffice) -> None:
    office.set("regions", "code", "510203", parent=CHENGDU)
    recode(office, "regions", "code", {"510203": "510104"})


CHANGES: Mapping[str, Callable[[ChangingOffice], None]] = {
    "nothing": lambda o: None,
    "a county moves to another city": lambda o: o.set("regions", "code", "510203", parent=CHENGDU),
    "a county moves and gets another code": _moved_and_recoded,
    "a county gets another code": lambda o: recode(o, "regions", "code", {"510203": "510299"}),
    "two counties exchange their names": lambda o: o.change(
        "regions", lambda rows: swap_names(rows, "510202", "510203")
    ),
    "a county gets another name": lambda o: o.set("regions", "code", "510203", name="新名县"),
    "a county is removed": lambda o: o.drop("regions", "code", "510203"),
    "a county is added": lambda o: o.add("regions", code="510204", name="自贡第4县", parent=ZIGONG),
    "a city is removed": lambda o: drop_city(o, ZIGONG),
    "a city gets another code": lambda o: recode_city(o, ZIGONG, "510900"),
    "a city gets another name": lambda o: o.set("regions", "code", ZIGONG, name="盐都市"),
    "a city is added": _add_city,
    "a city becomes a county": _city_to_county,
    "the province gets another name": lambda o: o.set("regions", "code", "510000", name="新省"),
    "the order of the regions": lambda o: o.change("regions", lambda rows: [rows[0], *rows[:0:-1]]),
    "the order of the indicators": lambda o: o.change("indicators", lambda rows: rows[::-1]),
    "a unit": lambda o: set_unit(o, "K03", "家", "百家"),
    "a unit in square metres": lambda o: set_unit(o, "K02", "万平方米", "平方米"),
    "the unit of inputs": lambda o: o.set("inputs", "indicator", "K05", unit="百家"),
    "a measure": lambda o: o.set("indicators", "code", "K05", measure="K05a / K05b * 10"),
    "an input is removed": _input_removed,
    "an input is added": _input_added,
    "two inputs exchange their names": lambda o: o.change(
        "inputs", lambda rows: swap_names(rows, "K05a", "K05b")
    ),
    "an input gets another name": lambda o: o.set("inputs", "code", "K05b", name="规上企业总数"),
    "the direction of a rate": _rate_at_most,
    "the direction of an amount": lambda o: o.set("indicators", "code", "K03", direction="at_most"),
    "fewer decimals": _fewer_decimals,
    "more decimals": _more_decimals,
    "a lead department": lambda o: o.set("indicators", "code", "K03", lead="省统计局"),
    "a pace": lambda o: o.set("indicators", "code", "K03", pace="even"),
    "an indicator is removed": lambda o: drop_indicator(o, "K03"),
    "a rate is removed": lambda o: drop_indicator(o, "K05"),
    "an indicator is added": add_indicator,
    "an indicator gets another name": lambda o: o.set("indicators", "code", "K03", name="另一个名称"),
    "an indicator gets another code": lambda o: recode_indicators(o, {"K03": "K07"}),
    "the indicators are numbered anew": _renumbered,
    "a target": lambda o: reword_targets(
        o, "K03", lambda row: "200家" if row["region"] == ZIGONG else row["target"]
    ),
    "a target is taken back": lambda o: reword_targets(
        o, "K03", lambda row: "/" if row["region"] == ZIGONG else row["target"]
    ),
    "a headline": _headline,
    "the names of rounds": lambda o: o.change(
        "rounds", lambda rows: [r | {"name": r["name"] + "（新）"} for r in rows]
    ),
    "a due date": lambda o: o.change("rounds", lambda rows: [r | {"due": "2020-12-31"} for r in rows]),
    "the day up to which a round reports": lambda o: o.set("rounds", "id", JUNE, as_of="2020-05-31"),
    "the kind of a round": lambda o: o.set("rounds", "id", JUNE, kind="breakdown", as_of=""),
    "the number of spare rows": lambda o: o.set("plan", "key", "spare_rows", value="0"),
}
