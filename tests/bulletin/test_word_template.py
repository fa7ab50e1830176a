"""The template of the bulletin in Word's own terms, what fills it, and what an office may break in it."""

import re
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from cascade.bulletin.statements import NAMES, ROW_NAMES, statements
from cascade.bulletin.word_template import read
from cascade.errors import Wrong
from cascade.model import Plan
from cascade.returns.facts import Facts
from cascade.returns.sums import results
from tests.support import sample
from tests.support.forms import plan
from tests.support.programs import need
from tests.support.provinces import Told, amount, province, stories
from tests.support.sample import every
from tests.support.validator import validate
from tests.support.word import (
    TEMPLATE,
    Bulletin,
    dropped,
    edited,
    everywhere,
    is_chinese,
    printed,
    replaced,
    saved_by_writer,
    split_runs,
)

Change = Callable[[WordDocument], object]
MADE = datetime(2021, 11, 8, 9, 30)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


template = cache(read)  # an edited one lies at a path of its own


def drafted(facts: Facts, path: Path = TEMPLATE) -> bytes:
    return template(path).filled(statements(facts), "通报", MADE)


@pytest.fixture(scope="module")
def real() -> Facts:
    """The real plan in June, three cities missing."""
    return Told(plan(), missing=("330500", "330700", "330900")).facts(1)


# ------------------------------------------------------------------------------- in Word's own terms


def parts(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("name", ["template", "bulletin"])
def test_nothing_is_formatted_but_by_styles(real: Facts, name: str) -> None:
    document = Document(BytesIO(TEMPLATE.read_bytes() if name == "template" else drafted(real)))
    styles = {each.name for each in document.styles}
    footer = document.sections[0].footer
    found = [*document.element.body.iter(qn("w:p")), *footer._element.iter(qn("w:p"))]
    assert len(found) > 40
    for paragraph in found:
        (properties,) = paragraph.findall(qn("w:pPr"))
        assert [each.tag for each in properties] == [qn("w:pStyle")]
        assert paragraph.style in {each.style_id for each in document.styles}
    assert list(document.element.body.iter(qn("w:rPr"))) == []
    assert "公文标题" in styles
    assert "heading 1" in {each.element.find(qn("w:name")).get(qn("w:val")) for each in document.styles}


def test_fonts_are_those_of_official_papers() -> None:
    document = Document(str(TEMPLATE))
    fonts = {}
    for style in document.styles:
        found = style.element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if found is not None:
            fonts[style.name] = found.get(qn("w:eastAsia"))
    assert fonts == {
        "发文机关标志": "方正小标宋简体",
        "公文标题": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体",
        "附件标识": "黑体",
        "附件标题": "方正小标宋简体",
        "表头": "黑体",
        "表格文字": "宋体",
        "表注": "宋体",
        "Footer": "宋体",
    }
    usual = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert usual.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋"
    assert usual.find(qn("w:sz")).get(qn("w:val")) == "32"  # 三号, in half points
    table = parts(TEMPLATE.read_bytes())["word/fontTable.xml"]
    others = dict(re.findall(r'w:name="([^"]+)"><w:altName w:val="([^"]+)"', table))
    assert others["方正小标宋简体"] == "方正小标宋_GBK,华文中宋,STZhongsong,宋体"
    assert set(others) == {"方正小标宋简体", "仿宋", "楷体", "黑体", "宋体"}


def test_headings_are_numbered_by_word_and_the_page_is_a4_with_its_number() -> None:
    content = parts(TEMPLATE.read_bytes())
    levels = re.findall(
        r'<w:numFmt w:val="(\w+)"/><w:pStyle w:val="(\w+)"/>.*?w:lvlText w:val="([^"]+)"',
        content["word/numbering.xml"],
    )
    assert levels == [
        ("chineseCountingThousand", "1", "%1、"),
        ("chineseCountingThousand", "2", "（%2）"),
        ("decimal", "Item", "%3. "),
    ]
    section = Document(str(TEMPLATE)).sections[0]
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    sizes = [each.mm for each in (section.page_width, section.page_height, *margins) if each]
    assert [round(each) for each in sizes] == [210, 297, 37, 35, 28, 26]  # GB/T 9704
    footer = re.sub(r"<[^>]+>", "", content["word/footer1.xml"].partition("?>")[2])
    assert footer.strip() == "—  PAGE 1 —"


# ------------------------------------------------------------------------------------- what is filled


def test_bulletins_of_plans_of_every_shape_are_valid_and_hold_no_placeholder(tmp_path: Path) -> None:
    """Every seventh is validated, so that each kind of round occurs; with `--long` all are."""
    told = stories() | {"浙江": Told(plan())}
    paths = []
    for name, story in told.items():
        for period in (None, 0, 2):
            path = tmp_path / f"{name} {period}.docx"
            path.write_bytes(drafted(story.facts(period)))
            paths.append(path)
            text = Bulletin(path).text
            assert re.findall(r"[{}]|None|\bnan\b|\[", text) == [], path.name
            assert text.count("【请补充") == 3, path.name
    assert {path.name: errors for path, errors in validate(every(7, paths)).items() if errors} == {}


def test_a_plan_with_points_ranks_by_them() -> None:
    """30 and 15 of 60: half and a quarter of the points; a third city has not reported."""
    made = province([amount(1, weight=Decimal(80))], ("甲市", "乙市", "丙市"), counties=1)
    facts = Told(made, missing=("520300",)).facts(1)
    said = {
        city: {(f"{city[:4]}01", "K01a"): Decimal(done)} for city, done in (("520100", 15), ("520200", 30))
    }
    facts = replace(facts, values=results(made, facts.round, said))
    bulletin = Bulletin(drafted(facts))
    assert bulletin.table == [
        ["名次", "设区市", "得分率", "● 达标、跟上、已完成", "△ 略滞后", "▼ 滞后、未达标", "报送情况"],
        ["1", "乙市", "50.00%", "1", "0", "0", "已报"],
        ["2", "甲市", "25.00%", "0", "0", "1", "已报"],
        ["—", "丙市", "—", "—", "—", "—", "未报"],
    ]
    assert "名次按得分率（得分÷满分）排列" in bulletin.of("表注")[-1]


def test_the_same_statements_give_the_same_bytes(real: Facts) -> None:
    assert drafted(real) == drafted(real)
    assert Document(BytesIO(drafted(real))).core_properties.modified == MADE.replace(tzinfo=UTC)


HOSTILE = (
    *(
        "{{ 7*7 }}",
        "{% for 一 in 排名 %}",
        "<w:p>",
        "</w:t>甲&乙",
        "甲\x07乙\x1b丙",
        "{_{ 1 }_}",
        "｛｛标题｝｝",
    ),
    *("]]>", "&lt;b&gt;", "甲\n乙", "\u202e倒", "甲\t乙"),
)


def hostile_plan() -> Plan:
    cities = [f"第{at}市{text}" for at, text in enumerate(HOSTILE, start=1)]
    made = province([amount(1), amount(2, name="{{ 标题 }}<w:br/>项目")], cities, counties=1)
    return made.model_copy(update={"title": "{{ 1/0 }}", "issuer": "<w:t>{% endif %}", "document": "{#〔1〕"})


def test_names_are_never_computed_and_never_markup(tmp_path: Path) -> None:
    facts = replace(Told(hostile_plan()).facts(1))
    path = tmp_path / "通报.docx"
    path.write_bytes(drafted(facts))
    assert validate([path]) == {path: []}
    bulletin = Bulletin(path)
    assert bulletin.of("发文机关标志") == ["<w:t>{% endif %}"]
    assert bulletin.of("公文标题") == ["关于{{ 1/0 }}上半年进展情况的通报"]
    names = {row[1] for row in bulletin.table[1:]}
    assert len(names) == len(HOSTILE)
    shown = ("{{ 7*7 }}", "{% for 一 in 排名 %}", "<w:p>", "</w:t>甲&乙", "甲［U+0007］乙［U+001B］丙")
    assert {f"第{at}市{text}" for at, text in enumerate(shown, start=1)} <= names
    others = (
        "{_{ 1 }_}",
        "｛｛标题｝｝",
        "]]>",
        "&lt;b&gt;",
        "甲［换行］乙",
        "［U+202E］倒",
        "甲［制表符］乙",
    )
    assert {f"第{at}市{text}" for at, text in enumerate(others, start=6)} <= names


# --------------------------------------------------------------------------- what an office has broken


def test_placeholders_that_word_has_parted_are_put_together(real: Facts, tmp_path: Path) -> None:
    path = edited(tmp_path / "分开.docx", split_runs)
    assert Bulletin(drafted(real, path)).text == Bulletin(drafted(real)).text


def test_a_template_saved_by_another_program_gives_the_same(real: Facts, tmp_path: Path) -> None:
    path = tmp_path / "另存.docx"
    path.write_bytes(saved_by_writer(TEMPLATE.read_bytes()))
    found, usual = (Bulletin(drafted(real, each)) for each in (path, TEMPLATE))
    assert found.lines == usual.lines
    assert found.table == usual.table


def test_on_paper_headings_have_their_numbers_and_pages_theirs(real: Facts, tmp_path: Path) -> None:
    path = tmp_path / "通报.pdf"
    path.write_bytes(printed(drafted(real)))
    command = [need("pdftotext"), "-layout", str(path), "-"]
    text = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    pages = [
        ["".join(line.split()) for line in page.split("\n") if line.strip()] for page in text.split("\f")
    ]
    assert pages.pop() == []
    assert [page[-1] for page in pages] == [f"—{number}—" for number in range(1, len(pages) + 1)]
    assert pages[-1][0] == "附件"
    lines = [line for page in pages for line in page]
    numbered = (
        "一、总体进展",
        "二、进展较好的市",
        "（一）各市情况",
        "（二）差距最大的指标",
        "五、下一步要求",
    )
    assert [each for each in numbered if each not in lines] == []
    assert [line[:2] for line in lines if re.match(r"\d\.\D", line)] == [f"{at}." for at in range(1, 7)]


def parted_by_a_reviewer(document: WordDocument) -> None:
    """Half of a placeholder is a tracked insertion, with a bookmark within it."""
    paragraph = next(each for each in document.paragraphs if each.text.startswith("各{{ 单位 }}"))
    paragraph.runs[0].text = "各{{ 单"
    paragraph.add_run("位 }}：")
    run = paragraph.runs[1]._r
    inserted = run.makeelement(qn("w:ins"), {qn("w:id"): "7", qn("w:author"): "甲"})
    run.addprevious(inserted)
    inserted.append(run)
    inserted.addprevious(run.makeelement(qn("w:bookmarkStart"), {qn("w:id"): "8", qn("w:name"): "甲"}))
    inserted.append(run.makeelement(qn("w:bookmarkEnd"), {qn("w:id"): "8"}))


def test_a_placeholder_that_a_reviewer_has_parted_is_put_together(real: Facts, tmp_path: Path) -> None:
    bulletin = Bulletin(drafted(real, edited(tmp_path / "修订.docx", parted_by_a_reviewer)))
    (recipients,) = [each for each in bulletin.document.paragraphs if each.style.name == "主送机关"]  # type: ignore[union-attr]
    texts = [str(each.text) for each in recipients._p.iter(qn("w:t"))]
    assert "".join(texts) == "各设区市："


GOOD_EDITS: Mapping[str, tuple[Change, str]] = {
    "words": (replaced("下一步要求", "工作要求"), "工作要求"),
    "blanks": (replaced("{{ 日期 }}", "{{日期}}"), "2021年11月8日"),
    "wide blanks": (replaced("{{ 日期 }}", "{{　日期　}}"), "2021年11月8日"),
    "a blank before p": (replaced("{%p if 未报 %}", "{% p  if 未报%}"), "报送情况"),
    "curly quotes": (replaced("{{ 日期 }}", "{% if 单位 == “设区市” %}甲{% endif %}"), "甲"),
    "less than": (replaced("{{ 日期 }}", "{% if 差距|length < 99 %}乙{% endif %}"), "乙"),
    "a comment": (replaced("{{ 日期 }}", "{{ 日期 }}{# 成文日期 #}"), "2021年11月8日"),
    "numbers of a loop": (replaced("{{ 一项 }}", "{{ loop.index }}号 {{ 一项 }}"), "1号 "),
}


@pytest.mark.parametrize("edit", GOOD_EDITS)
def test_an_office_may_edit_it(real: Facts, tmp_path: Path, edit: str) -> None:
    change, shown = GOOD_EDITS[edit]
    text = Bulletin(drafted(real, edited(tmp_path / "改过.docx", change))).text
    assert shown in text
    assert re.findall(r"[{}]", text) == []


BRACES = "花括号不成对，或用了全角"
BROKEN: Mapping[str, tuple[Change, tuple[str, ...]]] = {
    "a brace lost": (replaced("{{ 日期 }}", "{{ 日期 }"), ("“{{ 日期 }”", BRACES)),
    "a brace lost in front": (replaced("{{ 日期 }}", "{ 日期 }}"), ("“{ 日期 }}”", BRACES)),
    "full-width braces": (replaced("{{ 日期 }}", "｛｛ 日期 ｝｝"), ("“｛｛ 日期 ｝｝”", BRACES)),
    "a full-width end": (replaced("{%p if 未报 %}", "{%p if 未报 %｝"), ("“{%p if 未报 %｝”", BRACES)),
    "blanks between braces": (replaced("{{ 日期 }}", "{ { 日期 } }"), ("“{ { 日期 } }”", BRACES)),
    "a paragraph within": (replaced("{{ 日期 }}", "{{ 日"), ("“{{ 日”", BRACES)),
    "an unknown name": (
        replaced("{{ 日期 }}", "{{ 日其 }}"),
        ("{{ 日其 }}：没有“日其”这个名称。是不是“日期”？",),
    ),
    "an unknown name in a row": (
        replaced("{{ 行.名次 }}", "{{ 行.位次 }}"),
        ("表格中", "没有“位次”这个名称", "是不是“名次”？"),
    ),
    "an unknown name in a condition": (replaced("{%p if 未报 %}", "{%p if 未抱 %}"), ("没有“未抱”这个名称",)),
    "no blank": (replaced("{%p if 未报 %}", "{%pif 未报 %}"), ("{% pif 未报 %} 不认识：只能用 if、",)),
    "a word mistyped": (replaced("{%p endfor %}", "{%p endfro %}"), ("{%p endfro %} 不认识",)),
    "an end lost": (
        dropped("{%p endfor %}"),
        ("“{%p for 一项 in 差距 %}”中的 {%p for 一项 in 差距 %} 没有结束：请补上 {%p endfor %}",),
    ),
    "a beginning lost": (
        dropped("{%p for 一项 in 差距 %}"),
        ("“{%p endfor %}”中的 {%p endfor %} 前面没有对应的 for",),
    ),
    "ends mixed up": (
        replaced("{%p endfor %}", "{%p endif %}"),
        ("{%p endif %} 前面没有对应的 if", "没有结束"),
    ),
    "an end of another level": (
        replaced("{%p endfor %}", "{% endfor %}"),
        ("{% endfor %} 前面没有对应的 for", "写法（有没有 p、tr）也要一样"),
    ),
    "an end in another paragraph": (replaced("{% endif %}现将", "现将"), ("{% if 目标文号 %} 没有结束",)),
    "words beside a block": (
        replaced("{%p if 未报 %}", "另：{%p if 未报 %}"),
        ("要单独占一段，否则这一段的其他文字会丢失",),
    ),
    "two blocks in one paragraph": (
        replaced("{%p if 未报 %}", "{%p if 未报 %}{%p endif %}"),
        ("要单独占一段",),
    ),
    "words in a block's row": (replaced("{%tr endfor %}", "{%tr endfor %} 注"), ("要单独占一行",)),
    "a row's block outside a table": (
        replaced("{%p if 未报 %}", "{%tr if 未报 %}"),
        ("不在表格里：请改用 {%p",),
    ),
    "an expression": (replaced("{{ 日期 }}", "{{ 日期 + }}"), ("{{ 日期 + }} 写法不对",)),
    "two names": (replaced("{{ 日期 }}", "{{ 日期 标题 }}"), ("{{ 日期 标题 }} 写法不对",)),
    "nothing": (replaced("{{ 日期 }}", "{{ }}"), ("写法不对",)),
    "a filter that is none": (replaced("{{ 日期 }}", "{{ 日期|大写 }}"), ("写法不对",)),
    "a filter that writes markup": (replaced("{{ 日期 }}", "{{ 日期|safe }}"), ("写法不对",)),
    "words behind an end": (replaced("{%p endfor %}", "{%p endfor 差距 %}"), ("endfor 后面不写别的",)),
    "a division by zero": (replaced("{{ 日期 }}", "{{ 1 / 0 }}"), ("“{{ 1 / 0 }}”中的算式算不出来",)),
    "a name of a text": (replaced("{{ 日期 }}", "{{ 日期.名称 }}"), ("“{{ 日期.名称 }}”中的算式算不出来",)),
    "a large range": (
        replaced("{{ 日期 }}", "{% for 甲 in range(10**9) %}{% endfor %}"),
        ("没有“range”这个名称",),
    ),
    "the inside of Python": (
        replaced("{{ 日期 }}", "{{ 日期.__class__.__mro__ }}"),
        ("没有“__class__”这个名称",),
    ),
    "the inside by another way": (replaced("{{ 日期 }}", "{{ 日期['__class__'] }}"), ("算式算不出来",)),
    "the inside by a filter": (replaced("{{ 日期 }}", "{{ 日期|attr('__class__') }}"), ("算式算不出来",)),
    "a template from elsewhere": (replaced("{{ 日期 }}", "{% include '/etc/passwd' %}"), ("不认识",)),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_is_named_with_its_place(tmp_path: Path, case: str) -> None:
    change, expected = BROKEN[case]
    path = edited(tmp_path / "bulletin.docx", change)
    with pytest.raises(Wrong) as wrong:
        read(path)
    said = str(wrong.value)
    assert said.startswith(f"通报模板 {path} 不能用")
    assert re.search(r"第 \d+ 段“|表格中“", said), said
    assert [each for each in expected if each not in said] == [], said


def test_a_broken_foot_of_the_page_is_named(tmp_path: Path) -> None:
    def change(document: WordDocument) -> None:
        document.sections[0].footer.add_paragraph("{{ 页码 }}")

    with pytest.raises(Wrong) as wrong:
        read(edited(tmp_path / "bulletin.docx", change))
    assert "页脚“{{ 页码 }}”中的 {{ 页码 }}：没有“页码”这个名称" in str(wrong.value)


def test_several_faults_are_named_at_once_but_not_all_of_very_many(tmp_path: Path) -> None:
    def change(document: WordDocument) -> None:
        for number in range(9):
            document.add_paragraph(f"{{{{ 甲{number} }}}}")

    with pytest.raises(Wrong) as wrong:
        read(edited(tmp_path / "bulletin.docx", change))
    assert str(wrong.value).count("这个名称") == 6
    assert str(wrong.value).endswith("……共 9 处。")


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0 Word 97", b"PK\x03\x04", TEMPLATE.read_bytes()[:6000]]
)
def test_what_is_no_word_document_is_said(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bulletin.docx"
    path.write_bytes(data)
    with pytest.raises(Wrong, match="不是完整的 Word 文档"):
        read(path)


@settings(max_examples=sample.count(40, 400), deadline=None)
@given(data=st.data())
def test_whatever_is_mistyped_is_named_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Characters and paragraphs are taken away, doubled or exchanged at random."""

    def change(document: WordDocument) -> None:
        found = [each for each in everywhere(document) if "{" in each.text]
        for _ in range(data.draw(st.integers(1, 3))):
            paragraph = data.draw(st.sampled_from(found))
            text = paragraph.text
            if not text or data.draw(st.integers(0, 5)) == 0:
                paragraph.runs[0].text = ""
                continue
            at = data.draw(st.integers(0, len(text) - 1))
            new = data.draw(
                st.sampled_from(["", text[at] * 2, "{", "}", "%", " ", "｝", "<", "&", "p", "甲", "\n"])
            )
            paragraph.runs[0].text = text[:at] + new + text[at + 1 :]

    path = edited(tmp_path_factory.mktemp("改") / "bulletin.docx", change)
    facts = Told(stories()["some"].plan, missing=("520100",)).facts(1)
    said = ""
    try:
        made = drafted(facts, path)
    except Wrong as wrong:
        said = str(wrong)
    if said:
        assert is_chinese(said.replace(str(path), "")), said
        assert str(path) in said
        return
    document = Document(BytesIO(made))
    texts = [each.text for each in everywhere(document)]
    assert [each for each in texts if re.search(r"[{}]", each)] == []
    rows = [row for table in document.tables for row in table.rows]
    assert all(cell.paragraphs for row in rows for cell in row.cells)


def test_the_names_are_those_that_are_said(real: Facts) -> None:
    said = statements(real)
    assert list(said) == list(NAMES)
    rows = said["排名"]
    assert isinstance(rows, list)
    assert {tuple(row) for row in rows} == {ROW_NAMES}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("浙江省工业转型升级领导小组办公室", None),  # 16 characters of 26 points in 442: the style's own size
        ("某某省实施乡村建设行动领导小组办公室", 24),  # 18 of them do not fit
        ("某" * 40, None),  # too long for a line
    ],
)
def test_the_issuers_name_takes_one_line(real: Facts, name: str, size: int | None) -> None:
    told = statements(real) | {"发文单位": name}
    (line,) = [
        each
        for each in Bulletin(read(TEMPLATE).filled(told, "通报", MADE)).document.paragraphs
        if each.style is not None and each.style.name == "发文机关标志"
    ]
    assert [each.font.size.pt if each.font.size else None for each in line.runs] == [size]
