"""Where a text says who leads, and where it only speaks of departments."""

import pytest

from cascade.notice.lead_statements import Word, departments_heading, lead_statements, sentences


@pytest.mark.parametrize(
    ("text", "lead", "word"),
    [
        ("新建公园由市园林中心牵头，会同市财政局实施。", "市园林中心", Word.LEADS),
        ("由市建设局会同市城管委负责", "市建设局", Word.IS_RESPONSIBLE),
        ("市商务局负责社会消费品零售总额", "市商务局", Word.IS_RESPONSIBLE),
        ("1．市教育局牵头推进学位建设", "市教育局", Word.LEADS),
        ("责任单位：市人社局 市财政局", "市人社局、市财政局", Word.IS_RESPONSIBLE),
        ("牵头单位为市教育局，要抓紧落实", "市教育局", Word.LEADS),
        ("（牵头单位：市教育局，配合单位：市财政局）", "市教育局", Word.LEADS),
        ("市体育局为健身步道的牵头单位", "市体育局", Word.LEADS),
        ("城镇新增就业66500人（市人社局）", "市人社局", Word.STANDS_THERE),
        ("市教育局：新改扩建公办幼儿园", "市教育局", Word.STANDS_THERE),
        ("新建公园——市园林中心", "市园林中心", Word.STANDS_THERE),
    ],
)
def test_forms_of_saying_who_leads(text: str, lead: str, word: Word) -> None:
    (found,) = lead_statements(text)
    assert (found.named.text, found.word) == (lead, word)


@pytest.mark.parametrize(
    "text",
    [
        "由市统计局负责汇总",
        "由市司法局负责解释",
        "径送市发展改革委（市铁路办）",
        "由各县（市）区人民政府负责",
        "各牵头单位要加强指导",
        "市直有关部门负责指导",
        "不再由市教育局牵头",
        "联系人：张三，市效能办",
        "新建公园（含改建）",
    ],
)
def test_texts_that_name_no_lead(text: str) -> None:
    assert lead_statements(text) == []


def test_a_label_ends_where_the_next_begins() -> None:
    found = lead_statements("牵头单位：市人社局；责任单位：市财政局、市发展改革委；配合单位：市统计局")
    assert [each.named.text for each in found] == ["市人社局", "市财政局、市发展改革委"]


@pytest.mark.parametrize("text", ["（一）市教育局", "市教育局牵头事项（3项）：", "2. 市教育局负责的任务"])
def test_headings_of_departments(text: str) -> None:
    assert departments_heading(text).text == "市教育局"


@pytest.mark.parametrize("text", ["1．市城管委负责。", "（一）新改扩建公办幼儿园", "由市教育局牵头"])
def test_other_headings(text: str) -> None:
    assert departments_heading(text).text == ""


def test_brackets_are_not_parted_into_sentences() -> None:
    text = "一、甲（牵头：乙；配合：丙）。丁；戊"
    assert [text[begin:end] for begin, end in sentences(text)] == [
        "一、甲（牵头：乙；配合：丙）。",
        "丁；",
        "戊",
    ]
