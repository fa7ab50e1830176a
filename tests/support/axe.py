"""What shuts people out of a page, as axe-core finds it, and what the keyboard does not reach."""

from pathlib import Path

from playwright.sync_api import Page

from tests.support.programs import need

_RULES = "{rules: {'target-size': {enabled: true}}, resultTypes: ['violations']}"
_FOUND = f"""async () => (await axe.run(document, {_RULES})).violations.flatMap(
    rule => rule.nodes.map(node => [rule.id, node.target.join(" "), node.failureSummary].join(" | ")))"""
# What has the focus is looked at as the next Tab goes down: what the Tab before it led to is settled then.
_COUNTED = """() => {
    const all = [...document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")];
    const seen = all.filter(each => !each.disabled && each.checkVisibility());
    const reached = new Set();
    window.look = () => {
        const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
        const shown = box.right > 0 && box.bottom > 0 && box.width > 0;
        const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        if (shown && marked) reached.add(at);
        return seen.flatMap((each, at) => reached.has(each) ? [] : [at]);
    };
    window.addEventListener("keydown", window.look, {capture: true});
    return seen.map(each => (each.innerText || each.name || each.tagName).slice(0, 40));
}"""
_INSIDE = 7  # stops inside one field at most: a date has its parts


def with_axe(page: Page) -> Page:
    """Let whatever a browser window shows be looked at."""
    page.add_init_script(Path(need("axe")).read_text("utf-8"))
    return page


def violations(page: Page) -> list[str]:
    """Rule, place and remedy of everything that axe-core finds, also against good practice."""
    found: list[str] = page.evaluate(_FOUND)
    return found


def out_of_reach(page: Page) -> list[str]:
    """What the Tab key does not come to, or where nobody sees that it has."""
    names: list[str] = page.evaluate(_COUNTED)
    left, pressed = list(range(len(names))), 0
    while left and pressed < _INSIDE * len(names):
        for _ in left:
            page.keyboard.press("Tab")
        pressed += len(left)
        left = page.evaluate("look()")
    return [names[at] for at in left]
