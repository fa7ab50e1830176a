"""Makes the pictures of the manual and the README anew: `python -m docs.make_pictures [demo | notices]`.

They show what the demonstration produces, and what becomes of two notices: workbooks and the bulletin as
LibreOffice prints them and the status page in Chromium, so that they cannot show anything that the program
does not do. Needs both (with Writer), poppler and Chinese fonts.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page

from cascade import libreoffice, theme
from tests.support.browser import chromium
from tests.support.desk import running_desk, seated, work_done
from tests.support.notices import answer_marks, as_docx, zhaohua, zhejiang
from tests.support.oracle.form import Form
from tests.support.word import printed

HOME = Path(__file__).resolve().parent.parent
PICTURES = HOME / "docs" / "pictures"
AIR = 8  # pixels of white that are left around what is printed
ROUGH = 60  # dots per inch at which the printed area is measured
FOOTER = 0.055  # the part of a page at its foot that holds margin and footer
JINHUA = "330700"
FORMS, JUNE = "breakdown/received/2020-05-29", "progress-2020-06-30"


@dataclass(frozen=True)
class Picture:
    """A picture: the first page of a sheet of a workbook, which is found by the beginning of its name.

    A sheet named "" is the first. `shown` is how much of the page's height is kept, counted from the top;
    `width` is the picture's, in pixels.
    """

    name: str
    folder: str
    book: str
    sheet: str
    shown: float = 1.0
    width: int = 1440


OF_DEMO = (
    Picture("form-instructions", FORMS, "杭州市", "", width=1000),
    Picture("form-breakdown", FORMS, "杭州市", "分解表"),
    Picture("form-breakdown-mistakes", FORMS, "金华市", "分解表"),
    Picture("form-breakdown-hints", FORMS, "温州市", "分解表"),
    Picture("form-stamp", FORMS, "杭州市", "盖章打印"),
    Picture("form-progress", f"{JUNE}/received/2020-07-08", "温州市", "省科技厅"),
    Picture("summary-overview", f"{JUNE}/summary", "上半年进展汇总表_最新", "总览"),
    Picture("summary-progress", f"{JUNE}/summary", "上半年进展汇总表_最新", "全省汇总"),
    Picture("summary-ranking", f"{JUNE}/summary", "上半年进展汇总表_最新", "完成率与排名"),
    Picture("summary-strip", f"{JUNE}/summary", "上半年进展汇总表_最新", "完成分布"),
    Picture("summary-counties", f"{JUNE}/summary", "上半年进展汇总表_最新", "县级落后"),
    Picture("summary-department", f"{JUNE}/summary", "上半年进展汇总表_最新", "省市场监督管理局", 0.42),
    Picture("summary-detail", f"{JUNE}/summary", "上半年进展汇总表_最新", "县级明细", 0.617),
    Picture("summary-breakdown", "breakdown/summary", "目标分解汇总表_第1次", "全省汇总"),
    Picture("summary-issues", "breakdown/summary", "目标分解汇总表_第1次", "未报与问题", width=1160),
    Picture("print-cover", f"{JUNE}/summary", "上半年进展汇总材料（全本）_", "封面", width=1000),
)

OF_NOTICES = (
    Picture("plan-marks", "", "浙江", "待定", width=1200),
    Picture("plan-indicators", "", "浙江", "指标"),
    Picture("plan-targets", "", "浙江", "目标"),
    Picture("form-two-levels", "", "昭化镇", "广元市昭化区人民政府办公室", width=1000),
)
ZHAOHUA_TOWN, ZHAOHUA_ROUND = "510811027", "一季度进展"


def main() -> None:
    """Make the pictures that are asked for: those of the demonstration, of the notices, or all."""
    PICTURES.mkdir(exist_ok=True)
    makers = {"demo": _show_demo, "notices": _show_notices}
    for name in sys.argv[1:] or makers:
        with tempfile.TemporaryDirectory(prefix="cascade-pictures-") as folder:
            makers[name](Path(folder))


def _show_notices(work: Path) -> None:
    """Draft plans from two notices, issue the forms of the smaller one, and fill one in."""
    for name, notice in (("浙江", zhejiang()), ("昭化", zhaohua())):
        (work / f"{name}.docx").write_bytes(as_docx(notice))
        _run("generate.py", "--from-notice", str(work / f"{name}.docx"), str(work / f"{name}.xlsx"))
    answer_marks(work / "昭化.xlsx")
    _run("generate.py", str(work / "昭化.xlsx"), ZHAOHUA_ROUND, "--workbooks", str(work))
    form = Form(next(work.glob(f"*/*/issued/{ZHAOHUA_TOWN}_*.xlsx")))
    for field, number in (("K01a", 52), ("K02a", 9)):
        form.cell(ZHAOHUA_TOWN, field).value = number
    form.book.save(work / "昭化镇.xlsx")
    _draw_all(OF_NOTICES, work, work)
    _photograph_start(work / "新的" / "workbooks")


def _run(*words: str) -> None:
    subprocess.run([sys.executable, *words], cwd=HOME, check=True, stdout=subprocess.DEVNULL)


def _show_demo(work: Path) -> None:
    """Run the demonstration, and show what it has left."""
    _run("-m", "demo", "--workbooks", str(work / "演示"))
    # The only plan issued there is the demonstration's, whose title says that its numbers are invented.
    collect = ("collect.py", JUNE, "--workbooks", str(work / "演示"), "--today", "2020-07-13")
    _run(*collect, "--print", "full", "--bulletin")
    _run(*collect, "--print")
    plan = next(each for each in (work / "演示").iterdir() if (each / "ledger.sqlite").exists())
    _draw_all(OF_DEMO, plan, work)
    _tell(_photograph(plan / "breakdown" / "report.html"))
    _photograph_desk(work / "演示", plan.name)
    summary = plan / JUNE / "summary"
    bulletin = work / "bulletin.pdf"
    bulletin.write_bytes(printed(next(summary.glob("*_通报（草稿）.docx")).read_bytes()))
    _tell(_side_by_side(bulletin, "bulletin", 56, 4))
    _tell(_side_by_side(next(summary.glob("上半年进展汇总材料_第*.pdf")), "print-pack", 42, 2))


def _draw_all(pictures: Sequence[Picture], home: Path, work: Path) -> None:
    """Draw pictures of workbooks below `home`; `work` takes what is printed on the way."""
    books = {each: next((home / each.folder).glob(f"{each.book}*.xlsx")) for each in pictures}
    pdfs = _print(sorted(set(books.values())), work)
    for picture, book in books.items():
        _tell(_draw(picture, pdfs[book]))


def _tell(path: Path) -> None:
    print(f"{path.relative_to(HOME)}  {path.stat().st_size / 1000:.0f} kB")


def _photograph(page: Path) -> Path:
    """The top of the status page, as a browser on a desk shows it."""
    path = PICTURES / "status-page.png"
    with chromium() as browser:
        window = browser.new_page(viewport={"width": 1200, "height": 960})
        window.goto(page.as_uri())
        window.screenshot(path=path)
    return path


def _photograph_desk(workbooks: Path, plan: str) -> None:
    """The first screens of the desk's pages; 金华市 stands as before it reported anew."""
    (mended,) = (workbooks / plan / "breakdown/received").rglob("金华市*更正*.xlsx")
    digest = sha256(mended.read_bytes()).hexdigest()
    breakdown, june = f"/p/{plan}/breakdown", f"/p/{plan}/{JUNE}"
    with running_desk(workbooks) as desk, chromium() as browser:
        window = seated(browser, desk)
        look = partial(_picture_of, window, desk.base)
        window.set_viewport_size({"width": 1366, "height": 1000})
        look("desk-summing", f"{june}/products")
        look("desk-number", f"{june}/number/K01/{JINHUA}")
        look("desk-act", f"{breakdown}/act/withdraw?city={JINHUA}&file={digest}", 0.55)
        window.click("button.main")
        work_done(window)
        for name, path in (
            ("desk-board", f"{breakdown}/"),
            ("desk-city", f"{breakdown}/city/c{JINHUA}"),
            ("desk-letters", f"{breakdown}/letters/remind"),
            ("desk-settings", f"{breakdown}/letters/settings"),
            ("desk-story", f"{breakdown}/story"),
        ):
            look(name, path)


def _photograph_start(workbooks: Path) -> None:
    """The desk over an empty folder, and what it makes of a notice."""
    workbooks.mkdir(parents=True)
    notice = workbooks.with_name("通知.docx")
    notice.write_bytes(as_docx(zhejiang()))
    with running_desk(workbooks) as desk, chromium() as browser:
        window = seated(browser, desk)
        _picture_of(window, desk.base, "desk-start", "/")
        window.set_input_files("#files", notice)
        window.wait_for_url("**/drafts/*", timeout=120_000)
        _picture_of(window, "", "desk-draft", window.url)


def _picture_of(window: Page, base: str, name: str, path: str, shown: float = 1) -> None:
    """The first screen of a page, or a part of it from the top."""
    window.goto(base + path)
    size = window.viewport_size
    assert size
    clip: FloatRect = {"x": 0, "y": 0, "width": size["width"], "height": size["height"] * shown}
    window.screenshot(path=PICTURES / f"{name}.png", clip=clip)
    _tell(_with_few_colours(PICTURES / f"{name}.png"))


def _side_by_side(pdf: Path, name: str, dots: int, across: int) -> Path:
    """The pages of a PDF at so many dots an inch, some beside each other."""
    subprocess.run(["pdftoppm", "-png", "-r", str(dots), str(pdf), str(pdf.with_suffix(""))], check=True)
    pages = [Image.open(each) for each in sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))]
    wide, high = pages[0].width + AIR, pages[0].height + AIR
    whole = Image.new("RGB", (across * wide + AIR, -(-len(pages) // across) * high + AIR), "#9CA3AF")
    for number, page in enumerate(pages):
        whole.paste(page, (AIR + number % across * wide, AIR + number // across * high))
    target = PICTURES / f"{name}.png"
    whole.save(target)
    return _with_few_colours(target)


def _print(books: list[Path], work: Path) -> dict[Path, Path]:
    """Print workbooks to PDF as `--print` does, with fonts like those of Windows."""
    made = {}
    for number, book in enumerate(books):
        made[book] = work / f"{number}.pdf"
        made[book].write_bytes(libreoffice.as_pdf(book.read_bytes(), theme.load().fallbacks))
    return made


def _draw(picture: Picture, pdf: Path) -> Path:
    """Draw a page as far as something is printed on it."""
    page = str(_page(pdf, picture.sheet))
    left, top, right, bottom = _printed_area(pdf, page, picture.shown)
    dots = picture.width * ROUGH // (right - left)
    crop = {"-x": left, "-y": top, "-W": right - left, "-H": bottom - top}
    words = [word for name, value in crop.items() for word in (name, str(value * dots // ROUGH))]
    target = PICTURES / picture.name
    command = ["pdftoppm", "-png", "-singlefile", "-f", page, "-l", page, "-r", str(dots), *words]
    subprocess.run([*command, str(pdf), str(target)], check=True)
    return _with_few_colours(target.with_suffix(".png"))


def _with_few_colours(path: Path) -> Path:
    """Tables have few colours: with 128 of them a picture looks the same and is half as large."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(128)
    few.save(path, optimize=True)
    return path


def _page(pdf: Path, sheet: str) -> int:
    """The first page of a sheet, whose name stands at the right of every page's footer."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    ends = ["", *((page.split() or [""])[-1] for page in text.split("\f"))]
    return ends.index(sheet, 1) if sheet else 1


def _printed_area(pdf: Path, page: str, shown: float) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is printed above the footer, in dots of `ROUGH` an inch."""
    command = ["pdftoppm", "-gray", "-f", page, "-l", page, "-r", str(ROUGH), str(pdf)]
    grey = subprocess.run(command, check=True, capture_output=True).stdout
    _, size, _, dots = grey.split(b"\n", 3)  # P5, width and height, 255, a byte a dot
    width, height = map(int, size.split())
    foot = int(height * min(shown, 1 - FOOTER))
    rows = [dots[at * width : (at + 1) * width] for at in range(foot)]
    inked = [at for at, row in enumerate(rows) if min(row) < 250]
    left = min(next(at for at, dot in enumerate(rows[row]) if dot < 250) for row in inked)
    right = max(width - next(at for at, dot in enumerate(reversed(rows[row])) if dot < 250) for row in inked)
    return max(left - AIR, 0), max(inked[0] - AIR, 0), min(right + AIR, width), min(inked[-1] + AIR, foot)


if __name__ == "__main__":
    main()
