"""Build models from rows of text; a row that cannot become a model is a problem at its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from pydantic import ValidationError

from cascade.formula.measure import Measure
from cascade.goals import Figure, RoundTarget, Step, Target, WordTarget
from cascade.indicators import Frozen, Indicator, Input
from cascade.model import Office, Plan, Region, Round
from cascade.plan.problems import Problem, TableCell, TableRow
from cascade.plan.read_tables import RawTable
from cascade.plan.tables import (
    FIGURES,
    INDICATORS,
    INPUTS,
    OFFICES,
    PLAN,
    REGIONS,
    ROUND_TARGETS,
    ROUNDS,
    STEPS,
    TABLES,
    TARGETS,
    Table,
    TableColumn,
)
from cascade.plan.target_wordings import Described, Refusal, is_not_set, target_meaning
from cascade.plan.wordings import wording, written_unit

M = TypeVar("M", bound=Frozen)


@dataclass(frozen=True)
class BuiltRow(Generic[M]):
    """A model and the row that it comes from."""

    row: TableRow
    model: M


@dataclass
class Draft:
    """The plan before its tables are checked against each other.

    `rows` holds every row by table, faulty rows too, so that one fault is not reported again wherever other
    tables use its code. The lists of models hold the rows without faults. `indicators` have no inputs yet.
    """

    files: Mapping[str, str]
    rows: Mapping[str, Sequence[TableRow]]
    settings: TableRow
    problems: list[Problem] = field(default_factory=list)
    plan: Plan | None = None  # holds the settings only
    rounds: list[BuiltRow[Round]] = field(default_factory=list)
    indicators: list[BuiltRow[Indicator]] = field(default_factory=list)
    measures: dict[str, Measure] = field(default_factory=dict)  # by indicator code; faulty indicators too
    inputs: list[BuiltRow[Input]] = field(default_factory=list)
    regions: list[BuiltRow[Region]] = field(default_factory=list)
    targets: list[BuiltRow[Target]] = field(default_factory=list)
    not_shared: set[tuple[str, str]] = field(default_factory=set)  # (indicator, city) of the rows with “/”
    offices: list[BuiltRow[Office]] = field(default_factory=list)
    word_targets: list[BuiltRow[WordTarget]] = field(default_factory=list)
    round_targets: list[BuiltRow[RoundTarget]] = field(default_factory=list)
    figures: list[BuiltRow[Figure]] = field(default_factory=list)
    steps: list[BuiltRow[Step]] = field(default_factory=list)

    def codes(self, table: str) -> set[str]:
        """The codes in the first column of a table."""
        return {next(iter(row.values())).text for row in self.rows[table]}

    def inputs_of(self, indicator: str) -> list[TableRow]:
        """The rows of an indicator's inputs, faulty rows too."""
        return [row for row in self.rows["inputs"] if row["indicator"].text == indicator]

    def cities(self) -> list[TableRow]:
        """The rows of the regions right below the province, faulty rows too."""
        tops = {row["code"].text for row in self.rows["regions"] if not row["parent"].text}
        return [row for row in self.rows["regions"] if row["parent"].text in tops]


def build_draft(sheets: Mapping[str, RawTable]) -> Draft:
    """Build a model from every row, and collect the problems of the others."""
    rows = {name: sheet.rows for name, sheet in sheets.items()}
    files = {name: sheet.file for name, sheet in sheets.items()}
    draft = Draft(files, rows, _settings_row(files["plan"], rows["plan"]))
    _report_unknown_keys(draft)
    tables = {table.name: () for table in TABLES if table is not PLAN and table is not INPUTS}
    if _has_period(draft):
        draft.plan = _build_model(PLAN, draft.settings, Plan, draft.problems, **tables)
    else:
        _parse_row(PLAN, draft.settings, draft.problems)  # reports what else is wrong
    draft.rounds = sorted(_build_rows(ROUNDS, draft, Round), key=lambda each: place_in_order(each.model))
    draft.indicators = _build_rows(INDICATORS, draft, Indicator)
    _add_measures(draft)
    draft.inputs = _build_rows(INPUTS, draft, Input)
    _add_targets(draft)
    draft.regions = _build_rows(REGIONS, draft, Region)
    draft.offices = _build_rows(OFFICES, draft, Office)
    draft.figures = _build_rows(FIGURES, draft, Figure)
    draft.steps = _build_rows(STEPS, draft, Step)
    return draft


def place_in_order(round_: Round) -> tuple[date, date]:
    """What rounds are sorted by: breakdowns come first, the others by the end of what they report."""
    return round_.as_of or date.min, round_.due


def _settings_row(file: str, rows: Sequence[TableRow]) -> TableRow:
    """Turn the keys and values of `plan` into one row; of a repeated key the first counts."""
    absent: TableRow = {column.name: TableCell(file, None, "key", "") for column in PLAN.columns}
    return absent | {row["key"].text: row["value"] for row in reversed(rows)}


def _has_period(draft: Draft) -> bool:
    """Whether the settings say which days the plan covers; it reports where they do not."""
    year, *days = (draft.settings[name] for name in ("year", "start", "end"))
    if year.text or all(day.text for day in days):
        return True
    column = next(each for each in PLAN.columns if each.name == "year")
    draft.problems.append(_empty(column, year))
    return False


def _report_unknown_keys(draft: Draft) -> None:
    known = [column.name for column in PLAN.columns]
    for row in draft.rows["plan"]:
        if (key := row["key"]).text not in known:
            message = f"不认识项目“{key.text}”，请删去或改名；可用的项目有 {'、'.join(known)}"
            draft.problems.append(key.problem(message))


def _build_rows(table: Table, draft: Draft, model: type[M]) -> list[BuiltRow[M]]:
    rows = draft.rows[table.name]
    return [
        BuiltRow(row, built) for row in rows if (built := _build_model(table, row, model, draft.problems))
    ]


def _parse_row(table: Table, row: TableRow, problems: list[Problem]) -> dict[str, object]:
    """The values of a row, ready for the model; empty if any cell is faulty."""
    values: dict[str, object] = {}
    faults = []
    for column in table.columns:
        cell = row[column.name]
        try:
            if cell.text:
                values[column.name] = column.parse(cell.text)
            elif column.required:
                faults.append(_empty(column, cell))
        except ValueError:
            faults.append(_unexpected_text(column.expected, cell))
    problems += faults
    return {} if faults else values


def _empty(column: TableColumn, cell: TableCell) -> Problem:
    return cell.problem(f"{column.title}（{column.name}）是空的，应为{column.expected}；请补上")


def _build_model(
    table: Table, row: TableRow, model: type[M], problems: list[Problem], **rest: object
) -> M | None:
    """The model of a row; None where a cell is faulty or the model refuses it, which is then reported."""
    values = _parse_row(table, row, problems)
    if not values:
        return None
    try:
        return model.model_validate(values | rest)
    except ValidationError as error:
        expected = {column.name: column.expected for column in table.columns}
        refused = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
        problems += [_unexpected_text(expected[name], row[name]) for name in refused]
        return None


def _unexpected_text(expected: str, cell: TableCell) -> Problem:
    return cell.problem(f"写的是“{cell.text}”，应为{expected}；请改正")


def _add_measures(draft: Draft) -> None:
    for row in draft.rows["indicators"]:
        cell = row["measure"]
        try:
            draft.measures.setdefault(row["code"].text, Measure.parse(cell.text))
        except ValueError as error:
            if cell.text:  # an empty cell has its own message
                draft.problems.append(cell.problem(f"算式“{cell.text}”看不懂：{error}；请改正"))


def _add_targets(draft: Draft) -> None:
    """Build the targets and the round targets; those of an indicator of words are kept as they stand."""
    rows: dict[str, list[TableRow]] = {}  # by indicator
    for table in (TARGETS, ROUND_TARGETS):
        for row in draft.rows[table.name]:
            if _parse_row(table, row, draft.problems):
                rows.setdefault(row["indicator"].text, []).append(row)
    for code, entry in {entry.model.code: entry for entry in draft.indicators}.items():
        cells = {row["target"]: _add_target(draft, row, entry.model) for row in rows.get(code, [])}
        draft.problems += _refusals(entry, cells)


def _refusals(entry: BuiltRow[Indicator], cells: Mapping[TableCell, str]) -> Iterator[Problem]:
    """The problems of an indicator's targets, given with why each is refused, "" if it is not.

    Where all that name a unit name the same other one, the unit may be wrong instead: one problem tells it.
    """
    refused = [cell for cell, why in cells.items() if why]
    if len(refused) > 1:
        unit, name = entry.model.unit, entry.model.name
        naming = {cell: named for cell in cells if (named := written_unit(cell.text, name))}
        if (
            len(naming) > 1
            and len(set(naming.values())) == 1
            and not any(wording(cell.text, unit, name) for cell in naming)
        ):
            other = naming[next(iter(naming))]
            yield entry.row["unit"].problem(
                f"{entry.model.named}的计量单位写的是“{unit}”，而 {len(naming)} 处目标写的都是“{other}”；"
                f"请把计量单位改为“{other}”，或把这些目标改为以“{unit}”计"
            )
            refused = [cell for cell in refused if cell not in naming]
    yield from (cell.problem(cells[cell]) for cell in refused)


def _add_target(draft: Draft, row: TableRow, indicator: Indicator) -> str:
    """Add what a target means to the draft, or say why it is refused."""
    cell, region = row["target"], row["region"].text
    if indicator.is_words and "round" in row:
        return ""  # round_target_checks reports it
    if indicator.is_words and not is_not_set(cell.text):
        words = WordTarget(indicator=indicator.code, region=region, text=cell.text)
        draft.word_targets.append(BuiltRow(row, words))
        return ""
    if not indicator.is_words and not indicator.unit:
        return ""  # indicator_checks reports it
    meaning = target_meaning(cell.text, _described(draft, indicator))
    if isinstance(meaning, Refusal):
        return meaning.message
    if meaning.value is None:
        if "round" not in row:
            draft.not_shared.add((indicator.code, region))
        return ""
    target = Target(
        indicator=indicator.code, region=region, value=meaning.value, upper=meaning.upper, text=cell.text
    )
    if "round" in row:
        by_round = RoundTarget(round=row["round"].text, **target.model_dump())
        draft.round_targets.append(BuiltRow(row, by_round))
    else:
        draft.targets.append(BuiltRow(row, target))
    return ""


def _described(draft: Draft, indicator: Indicator) -> Described:
    """What decides how the targets of an indicator are understood."""
    return Described(
        unit=indicator.unit,
        decimals=indicator.decimals,
        name=indicator.name,
        measure=indicator.measure,
        direction=indicator.direction,
        code=indicator.code,
        inputs={each["code"].text: each["name"].text for each in draft.inputs_of(indicator.code)},
    )
