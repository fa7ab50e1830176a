"""The live formulas of a form, each with the result that is cached beside it.

The office that fills a form sees here, before sending, what the collection would find afterwards.
"""

from decimal import Decimal

from cascade.form.contents import Contents, numbers
from cascade.formula import Live, Value
from cascade.formula.measure import Measure
from cascade.layout import Column, Line, Role
from cascade.quantity import NOT_SHARED, decimal_places, rounded, shown, significant

PASSED = "通过"
HINT = "提示："
MISSING = "缺"
WRONG = "红色格请更正"


def acceptable(reference: str, column: Column, target: str | None) -> str:
    """The rule for one open cell, as a formula that is TRUE where the content is acceptable.

    `target` is the cell of the county's target in a progress form: 不分解 is only for those without one.
    """
    marks = "OR(" + ",".join(f'{reference}="{mark}"' for mark in NOT_SHARED) + ")"
    if target:
        marks = f'AND({target}="",{marks})'
    return f"IF(ISNUMBER({reference}),AND({','.join(_number_rules(reference, column))}),{marks})"


def _number_rules(reference: str, column: Column) -> list[str]:
    rules = [f"ROUND({reference},{column.places})={reference}"]
    if not column.negative:
        rules.append(f"{reference}>=0")
    if column.rate:
        rules.append(f"OR({reference}<=0,{reference}>=1)")  # 0.1 is the writing of 10 %
    return rules


def _is_acceptable(value: Value, column: Column, has_target: bool) -> bool:
    if not isinstance(value, Decimal):
        return value in NOT_SHARED and not has_target
    return (
        decimal_places(significant(value)) <= column.places
        and (column.negative or value >= 0)
        and not (column.rate and 0 < value < 1)
    )


def _wrong(contents: Contents, column: Column) -> str:
    """An array formula's count of filled cells that break the rule, over counties and zones."""
    counts = []
    for rows in contents.leaf_rows:
        cells = contents.block(rows, column)
        broken = [f"(ROUND({cells},{column.places})<>{cells})"]
        if not column.negative:
            broken.append(f"({cells}<0)")
        if column.rate:
            broken.append(f"({cells}>0)*({cells}<1)")
        marks = "+".join(f'({cells}="{mark}")' for mark in NOT_SHARED)
        if target := _target_column(contents, column):
            marks = f'({contents.block(rows, target)}="")*({marks})'
        counts.append(
            f'SUM(IF(ISNUMBER({cells}),IF({"+".join(broken)}>0,1,0),IF(({cells}="")+{marks}>0,0,1)))'
        )
    return "+".join(counts)


def _target_column(contents: Contents, column: Column) -> Column | None:
    """The column of the county targets beside an open column: progress forms have one."""
    return next(
        (
            each
            for each in contents.sheet.columns
            if each.role is Role.TARGET and each.indicator == column.indicator
        ),
        None,
    )


def any_wrong(contents: Contents, column: Column) -> bool:
    """Whether a filled cell of the column breaks the rule."""
    target = _target_column(contents, column)
    for row in contents.sheet.leaves:
        value = contents.value(row.region, column.field, column.role)
        shared = target is not None and contents.value(row.region, target.field, Role.TARGET) is not None
        if value is not None and not _is_acceptable(value, column, shared):
            return True
    return False


def total(column: Column, blocks: list[str], values: list[Value]) -> Live:
    """The sum over some cells, or the lowest where the column holds rates; empty over no number.

    Rounded to the decimals that can stand there, so that the dust of binary addition never shows.
    """
    cells = ",".join(blocks)
    found = numbers(values)
    if column.rate:
        return Live(f'IF(COUNT({cells})=0,"",MIN({cells}))', min(found) if found else "")
    places = exact_places(column)
    result = rounded(sum(found, Decimal(0)), places) if found else ""
    return Live(f'IF(COUNT({cells})=0,"",ROUND(SUM({cells}),{places}))', result)


def exact_places(column: Column) -> int:
    """To how many decimals sums are rounded: all that can be typed, and more than are allowed."""
    return max(column.places, 6)


def gap(contents: Contents, column: Column) -> Live:
    """The total less the city's target."""
    target, result = contents.target(column), _total_value(contents, column)
    if target is None:
        return Live('""', "")
    cell, goal = contents.at(Line.TOTAL, column), contents.at(Line.TARGET, column)
    places = exact_places(column)
    value = rounded(result - target, places) if result is not None else ""
    return Live(f'IF({cell}="","",ROUND({cell}-{goal},{places}))', value)


def _total_value(contents: Contents, column: Column) -> Decimal | None:
    live = total(column, contents.leaf_blocks(column), contents.values((Line.COUNTY, Line.ZONE), column))
    return live.value if isinstance(live.value, Decimal) else None


def check(contents: Contents, column: Column) -> Live:
    """The self-check of an open column: 通过, 提示 (a hint), or what is still to be done."""
    if column.field not in contents.checks:
        contents.checks[column.field] = _checked(contents, column)
    return contents.checks[column.field]


def _checked(contents: Contents, column: Column) -> Live:
    counties = contents.counties(column)
    blanks = sum(value is None for value in contents.values(Line.COUNTY, column))
    judged = _progress_judgement if contents.sheet.line(Line.TARGET) is None else _breakdown_judgement
    formula, value = judged(contents, column)
    if blanks:
        value = f"{MISSING}{blanks}格"
    elif any_wrong(contents, column):
        value = WRONG
    return Live(
        f'IFERROR(IF(COUNTBLANK({counties})>0,"{MISSING}"&COUNTBLANK({counties})&"格",'
        f'IF({_wrong(contents, column)}>0,"{WRONG}",{formula})),"{WRONG}")',
        value,
        array=True,
    )


def _breakdown_judgement(contents: Contents, column: Column) -> tuple[str, str]:
    if contents.target(column) is None:
        return f'"{PASSED}"', PASSED
    return (_rate_judgement if column.rate else _amount_judgement)(contents, column)


def _amount_judgement(contents: Contents, column: Column) -> tuple[str, str]:
    """An amount: the counties together must reach the city's target; far above it deserves a look."""
    target, result = contents.target(column), _total_value(contents, column)
    assert target is not None
    cell, goal = contents.at(Line.TOTAL, column), contents.at(Line.TARGET, column)
    places = exact_places(column)
    short, word = (f"{goal}-{cell}", "少") if not column.at_most else (f"{cell}-{goal}", "多")
    ample = f"{HINT}超目标1.2倍"
    formula = (
        f'IF({cell}="","没有分解",IF(ROUND({short},{places})>0,"{word}"&ROUND({short},{places}),'
        f'IF(ROUND({cell}-1.2*{goal},{places})>0,"{ample}","{PASSED}")))'
    )
    if result is None:
        return formula, "没有分解"
    lacking = rounded(result - target if column.at_most else target - result, places)
    if lacking > 0:
        return formula, f"{word}{shown(lacking)}"
    return formula, ample if rounded(result - target * Decimal("1.2"), places) > 0 else PASSED


def _rate_judgement(contents: Contents, column: Column) -> tuple[str, str]:
    """A rate: counties below the city's floor are a hint; all of them, where that settles it, are wrong."""
    target, found = contents.target(column), contents.numbers(column)
    assert target is not None
    blocks, goal = contents.leaf_blocks(column), contents.at(Line.TARGET, column)
    sign = ">" if column.at_most else "<"
    side = "高" if column.at_most else "低"
    below = "+".join(f'COUNTIF({block},"{sign}"&{goal})' for block in blocks)
    some = f'IF({below}>0,"{HINT}"&({below})&"地{side}于目标","{PASSED}")'
    missed = sum((value > target if column.at_most else value < target) for value in found)
    value = f"{HINT}{missed}地{side}于目标" if missed else PASSED
    every = f"全部{side}于目标"
    if not column.fraction:
        return f'IF(COUNT({",".join(blocks)})=0,"没有分解",{some})', value if found else "没有分解"
    formula = (
        f'IF(COUNT({",".join(blocks)})=0,"没有分解",IF({below}=COUNT({",".join(blocks)}),"{every}",{some}))'
    )
    if not found:
        return formula, "没有分解"
    return formula, every if missed == len(found) else value


def _progress_judgement(contents: Contents, column: Column) -> tuple[str, str]:
    """Progress: amounts are cumulative, so less than last time deserves a look."""
    last = next(
        (
            each
            for each in contents.sheet.columns
            if each.role is Role.LAST and each.indicator == column.indicator
        ),
        None,
    )
    if last is None or last.rate:
        return f'"{PASSED}"', PASSED
    now, before = contents.counties(column), contents.counties(last)
    fewer = f"SUMPRODUCT(ISNUMBER({now})*ISNUMBER({before})*({now}<{before}))"
    count = 0
    for row in contents.sheet.rows:
        if row.line is Line.COUNTY:
            value = contents.value(row.region, column.field, Role.INPUT)
            previous = contents.value(row.region, last.field, Role.LAST)
            count += isinstance(value, Decimal) and isinstance(previous, Decimal) and value < previous
    hint = f'IF({fewer}>0,"{HINT}"&{fewer}&"地少于上期","{PASSED}")'
    return hint, f"{HINT}{count}地少于上期" if count else PASSED


def measured(column: Column, references: dict[str, str], inputs: dict[str, Value]) -> Live:
    """A rate computed from the inputs of a row."""
    measure = Measure.parse(column.measure)
    known = {name: value if isinstance(value, Decimal) else None for name, value in inputs.items()}
    result = measure.value(known)
    return Live(measure.formula(references), "—" if result is None else result)


def only_when_filled(contents: Contents, inputs: list[Column], live: Live) -> Live:
    """A city's measure, held back while a cell is empty: its sums would not cover the same counties."""
    blanks = "+".join(f"COUNTBLANK({contents.counties(column)})" for column in inputs)
    empty = any(None in contents.values(Line.COUNTY, column) for column in inputs)
    return Live(f'IF({blanks}>0,"—",{live.formula})', "—" if empty else live.value)


def completion(value: str, target: str, rate: bool, values: tuple[Value, Value]) -> Live:
    """How far a row is: an amount in per cent of its target, a rate in points above its target."""
    now, goal = values
    if rate:
        result = now - goal if isinstance(now, Decimal) and isinstance(goal, Decimal) else ""
        return Live(f'IF(COUNT({value},{target})<2,"",{value}-{target})', result)
    formula = f'IF(COUNT({value},{target})<2,"",IF({target}=0,"—",{value}/{target}*100))'
    if not isinstance(now, Decimal) or not isinstance(goal, Decimal):
        return Live(formula, "")
    return Live(formula, "—" if goal == 0 else now / goal * 100)
