"""The page of a plan's mail addresses: how many are there, and a form to fill in the others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cascade.collecting.standing import some
from cascade.desk import brought_plans
from cascade.desk.current import desk
from cascade.desk.guard import own_address
from cascade.desk.plan_edits import Rows, edited, faults, whole_plan
from cascade.desk.records import DeskAction
from cascade.desk.workbooks_folder import Shelved
from cascade.errors import Wrong
from cascade.model import ADDRESS, Plan
from cascade.plan.cell_values import parse_addresses
from cascade.plan.tables import OFFICES

pages = Blueprint("addresses", __name__)

_FAULT = (
    f"应为{next(each.expected for each in OFFICES.columns if each.name == 'to')}，如 office@example.invalid"
)
_ADDRESSES = re.compile(rf"{ADDRESS}(?:\s*[;；,，、]\s*{ADDRESS})*")
_BETWEEN = " \t　,，:：;；、|"


@dataclass
class AddressForm:
    """What stands in the form: texts by the codes of the cities, `pasted` for several, and what is wrong."""

    values: dict[str, str]
    pasted: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    fault_of_pasted: str = ""


@pages.get("/plans/<plan>/addresses")
def page(plan: str) -> str:
    """The addresses that the plan has."""
    shelved, here = whole_plan(plan)
    return _page(shelved, here, AddressForm(_known(here)))


@pages.post("/plans/<plan>/addresses")
def fill_in(plan: str) -> ResponseReturnValue:
    """Put the addresses into the plan at once: no letter leaves before somebody has seen to whom it goes."""
    shelved, here = whole_plan(plan)
    form, to = _filled_in(here, request.form), own_address(request.form.get("to", ""))
    if form.faults or form.fault_of_pasted:
        return _page(shelved, here, form), 409
    new = [city.name for city in here.cities if form.values[city.code] != _known(here)[city.code]]
    if not new:
        g.session.done = "收件邮箱没有改动。"
        return redirect(to, 303)
    with desk().folder.changing:
        shelved, here = whole_plan(plan)
        if request.form.get("seen") != brought_plans.source_digest(shelved):
            news = "您打开这一页以后，方案又有了变化，所以还没有保存。请核对下面各个邮箱，再点一次“保存”。"
            return _page(shelved, here, form, news), 409
        _put_in(shelved, here, form.values)
    desk().records.note(DeskAction(g.session.who, plan, "", "", f"填写收件邮箱：{'、'.join(new)}"))
    g.session.done = f"已保存 {len(new)} 个单位的收件邮箱（{some(new)}）。"
    return redirect(to, 303)


def _page(shelved: Shelved, plan: Plan, form: AddressForm, news: str = "") -> str:
    return render_template(
        "addresses.html",
        plan=plan,
        form=form,
        news=news,
        to=own_address(request.values.get("to", "")),
        seen=brought_plans.source_digest(shelved),
        on_shelf=brought_plans.is_on_shelf(shelved, desk().folder),
    )


def _known(plan: Plan) -> dict[str, str]:
    offices = {each.region: each for each in plan.offices}
    return {
        city.code: "; ".join(offices[city.code].to) if city.code in offices else "" for city in plan.cities
    }


def _filled_in(plan: Plan, given: Mapping[str, str]) -> AddressForm:
    form = AddressForm({city.code: given.get(f"to-{city.code}", "").strip() for city in plan.cities})
    form.pasted = given.get("pasted", "").strip()
    unknown = []
    called = {name: city.code for city in plan.cities for name in (city.code, city.name)}
    called |= {each.name: each.region for each in plan.offices if each.name and each.region in form.values}
    for line in filter(None, map(str.strip, form.pasted.splitlines())):
        found = _ADDRESSES.search(line)
        name = (line[: found.start()] + line[found.end() :]).strip(_BETWEEN) if found else ""
        if found and name in called:
            form.values[called[name]] = re.sub(r"\s*[;；,，、]\s*", "; ", found[0])
        else:
            unknown.append(line)
    if unknown:
        form.fault_of_pasted = f"这几行看不出是哪个单位的邮箱：{'；'.join(unknown)}"
    else:
        form.pasted = ""
    for code, text in form.values.items():
        try:
            form.values[code] = "; ".join(parse_addresses(text))
        except ValueError:
            form.faults[code] = _FAULT
    return form


def _put_in(shelved: Shelved, plan: Plan, values: Mapping[str, str]) -> None:
    """Replace the plan's workbook by one with these addresses. Raises Wrong where it would be no plan."""
    known = _known(plan)
    new = {code: text for code, text in values.items() if text != known[code]}

    def with_addresses(rows: Rows) -> Rows:
        offices = [{**row, "to": new[row["region"]]} if row["region"] in new else row for row in rows]
        listed = {row["region"] for row in offices}
        return offices + [
            {"region": city.code, "to": new[city.code]}
            for city in plan.cities
            if city.code in new and city.code not in listed
        ]

    changed = edited(shelved, "offices", with_addresses)
    if changed.loaded is None:
        raise Wrong("\n".join(faults(changed)))
    brought_plans.take(changed, desk().folder)
