"""A clerk at the desk: reads pages, presses what has a name, types, drops and takes files; posts nothing."""

from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Locator, Page

from tests.support.desk import TOOK, work_done

_DROP = """(files) => {
    const transfer = new DataTransfer();
    for (const [name, data] of files)
        transfer.items.add(new File([Uint8Array.from(atob(data), (each) => each.charCodeAt(0))], name));
    const more = {dataTransfer: transfer, bubbles: true, cancelable: true};
    document.body.dispatchEvent(new DragEvent("drop", more));
}"""

_TWO_CELLS = "(rows) => rows.map((row) => [...row.cells].slice(0, 2).map((cell) => cell.innerText))"


class Clerk:
    """Somebody at a page; what is taken from it lies in the folder `taken`."""

    def __init__(self, page: Page, taken: Path) -> None:
        self.page, self.taken = page, taken

    def named(self, words: str, within: str = "body") -> Locator:
        """The first link, button or folded heading with these words."""
        part = self.page.locator(within)
        button, link = (part.get_by_role(role, name=words, exact=True) for role in ("button", "link"))
        return button.or_(link).or_(part.locator("summary", has_text=words)).first

    def press(self, *words: str) -> None:
        """Click one thing after the other, each once the page has come to which the one before leads."""
        for each in words:
            self.named(each).click()
            self.page.wait_for_load_state()

    def confirm(self, words: str) -> str:
        """Press the button that begins a work; return what the work has told at its end."""
        self.page.get_by_role("button", name=words, exact=True).click()
        self.page.wait_for_url("**/work/*")
        return work_done(self.page)

    def drop(self, paths: Iterable[Path]) -> None:
        """Drag files from the file manager onto any place of the page, and wait for what tells of them."""
        files = [[path.name, b64encode(path.read_bytes()).decode()] for path in paths]
        before = self.page.url
        self.page.evaluate(_DROP, files)
        self.page.wait_for_url(lambda url: url != before, timeout=TOOK * 1000)

    def take(self, words: str) -> Path:
        """Download what a link gives."""
        with self.page.expect_download() as taken:
            self.named(words).click()
        path = self.taken / taken.value.suggested_filename
        taken.value.save_as(path)
        return path

    def says(self, part: str = "main") -> str:
        """What a part of the page says."""
        return self.page.inner_text(part)

    @property
    def next(self) -> tuple[str, str]:
        """The one next thing on the board: its sentence and its button, "" for no button."""
        button = self.page.locator(".next .button.main")
        return self.says(".next p"), button.inner_text() if button.count() else ""

    @property
    def board(self) -> dict[str, str]:
        """What the board says of every city, by name, and of the files of no city."""
        return dict(self.page.locator("table.board tbody tr").evaluate_all(_TWO_CELLS))
