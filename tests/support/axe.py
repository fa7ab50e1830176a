"""What shuts people out of a page, as axe-core finds it, and what the keyboard does not reach."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from tests.support.programs import need

_RULES = "{rules: {'target-size': {enabled: true}}, resultTypes: ['violations']}"
_FOUND = f"""async () => (await axe.run(document, {_RULES})).violations.flatMap(
    rule => rule.nodes.map(node => [rule.id, node.target.join(" "), node.failureSummary].join(" | ")))"""
_COUNTED = """() => {
    const all = [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")];
    const seen = all.filter(each => !each.disabled && each.checkVisibility());
    seen.forEach((each, at) => { each.dataset.stop = at; });
    return seen.map(each => (each.innerText || each.name || each.tagName).slice(0, 40));
}"""
_FOCUSED = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
    const shown = box.right > 0 && box.bottom > 0 && box.width > 0;
    const marked = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
    return [at.dataset.stop ?? "", shown && marked];
}"""
_INSIDE = 7  # stops inside one field at most: a date has its parts


def with_axe(context: BrowserContext) -> BrowserContext:
    """Let every page of a browser window be looked at."""
    context.add_init_script(Path(need("axe")).read_text("utf-8"))
    return context


def violations(page: Page) -> list[str]:
    """Rule, place and remedy of everything that axe-core finds, also against good practice."""
    found: list[str] = page.evaluate(_FOUND)
    return found


def out_of_reach(page: Page) -> list[str]:
    """What the Tab key does not come to, or where nobody sees that it has."""
    names: list[str] = page.evaluate(_COUNTED)
    reached = set()
    for _ in range(_INSIDE * len(names)):
        page.keyboard.press("Tab")
        stop, visible = page.evaluate(_FOCUSED)
        if visible:
            reached.add(stop)
        if len(reached) == len(names):
            return []
    return [name for at, name in enumerate(names) if str(at) not in reached]
