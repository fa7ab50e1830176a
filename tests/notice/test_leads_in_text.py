"""Lead departments that a notice names in its text: of which indicators, and what is left to a person."""

import pytest

from cascade.notice.drafting import draft_plan
from cascade.notice.word_file import read_word
from cascade.plan.drafted import NoticeDraft
from tests.support.notices import Notice, Table, as_docx

ISSUER = "福州市人民政府办公厅"
KINDERGARTENS, JOBS, HOMES, WASTE, SALES = (
    *("新改扩建公办幼儿园（所）", "城镇新增就业人数（人）", "老旧小区改造（个）"),
    *("城市生活垃圾分类覆盖率（%）", "社会消费品零售总额增长（%）"),
)
FIVE = (KINDERGARTENS, JOBS, HOMES, WASTE, SALES)


def turned(names: tuple[str, ...]) -> Table:
    return [
        ["县（市）区", *names],
        *([region, *["9"] * len(names)] for region in ("鼓楼区", "台江区", "仓山区")),
    ]


def rows(*lines: tuple[str, str], heading: str = "牵头单位") -> Table:
    head = ["序号", "指标", "单位", "鼓楼区", "台江区", "仓山区", heading]
    return [
        head,
        *([str(at), name, "个", "9", "8", "7", lead] for at, (name, lead) in enumerate(lines, start=1)),
    ]


def draft(
    *texts: str, table: Table | None = None, names: tuple[str, ...] = FIVE, more: Notice = ()
) -> NoticeDraft:
    notice = (f"{ISSUER}关于下达2026年目标任务的通知", "各县（市）区人民政府，市直有关单位：")
    return draft_plan(read_word(as_docx([*notice, *texts, table or turned(names), *more])), "通知")


def leads(found: NoticeDraft) -> list[str]:
    """The lead of each indicator, `?` behind one that a person must look at, `-` for none."""
    asked = {row for mark in found.marks for table, row, column in mark.cells if column == "lead"}
    texts = [row["lead"] for row in found.tables["indicators"]]
    return ["-" if text == ISSUER else f"{text}{'?' * (at in asked)}" for at, text in enumerate(texts)]


def reasons(found: NoticeDraft) -> list[str]:
    return [mark.reason for mark in found.marks if mark.column == "lead"]


def test_who_signs_leads_nothing() -> None:
    """The signature above the annex was taken for a heading over what the annex is about."""
    signed = ("福州市商务局", "2026年3月5日", "附件", "2026年社会消费品零售总额增长目标分解表")
    assert leads(draft(*signed, names=(SALES,))) == ["福州市商务局?"]


def test_a_bracket_says_unit_and_department() -> None:
    found = draft(names=("社会消费品零售总额（亿元，市商务局）", "新建公厕（座）（市城管委）"))
    assert leads(found) == ["市商务局", "市城管委"]
    assert [(row["name"], row["unit"]) for row in found.tables["indicators"]] == [
        *(("社会消费品零售总额", "亿元"), ("新建公厕", "座"))
    ]


def sources(found: NoticeDraft) -> list[str]:
    return [each for each in found.remarks if "牵头单位" in each]


def test_the_notice_of_fuzhou() -> None:
    text = (
        "一、各县（市）区要把目标任务落实到项目。其中新改扩建公办幼儿园由市教育局牵头，城镇新增就业由市人社局牵头，"
        "老旧小区改造由市建设局牵头，城市生活垃圾分类由市城管委牵头。"
    )
    found = draft(text)
    assert leads(found) == ["市教育局", "市人社局", "市建设局", "市城管委", "-"]
    assert sources(found) == [
        f"4 项的牵头单位取自正文第 3 段“{text.partition('。')[2]}”：新改扩建公办幼儿园（市教育局）、"
        "城镇新增就业人数（市人社局）、老旧小区改造（市建设局）、城市生活垃圾分类覆盖率（市城管委）"
    ]
    assert found.tables["plan"][0]["lead_title"] == "牵头单位"
    assert reasons(found) == ["没有从通知里认出牵头单位，暂写下达单位，请对照通知改为实际的牵头单位"]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(
            [
                "一、新改扩建公办幼儿园150所，由市教育局牵头，会同市财政局、市自然资源和规划局组织实施。",
                "二、城镇新增就业66500人以上，由市人力资源和社会保障局牵头负责。",
                "三、老旧小区改造由市建设局会同市城管委负责。",
                "四、城市生活垃圾分类覆盖率和社会消费品零售总额增长分别由市城管委、市商务局牵头。",
                "五、由市效能办负责汇总各地进展情况。",
            ],
            ["市教育局", "市人力资源和社会保障局", "市建设局", "市城管委", "市商务局"],
            id="with partners, and in turn",
        ),
        pytest.param(
            [
                "（一）扩大学位供给。新改扩建公办幼儿园150所。（责任单位：市教育局，各县（市）区人民政府）",
                "（二）稳定就业。全年城镇新增就业66500人。（牵头单位：市人社局；责任单位：市财政局、市统计局）",
                "（三）改善居住。老旧小区改造940个，城市生活垃圾分类覆盖率达到95%以上。责任单位：市建设局",
                "（四）促进消费。社会消费品零售总额增长6%以上（市商务局、市统计局）。",
            ],
            ["市教育局", "市人社局", "市建设局", "市建设局", "市商务局、市统计局"],
            id="at the end of a paragraph",
        ),
        pytest.param(
            [
                *("一、教育方面", "1. 新改扩建公办幼儿园", "年内开工150所，12月底前全部建成。"),
                *("牵头单位：市教育局", "配合单位：市财政局、市自然资源局", "2. 老旧小区改造"),
                *("全面完成年度改造任务。", "牵头单位：市建设局", "二、民生方面", "（一）城镇新增就业人数"),
                *("由市人社局牵头，市财政局配合。", "（二）城市生活垃圾分类", "1．市城管委负责。"),
                "三、消费。市商务局负责社会消费品零售总额增长的统筹调度。",
            ],
            ["市教育局", "市人社局", "市建设局", "市城管委", "市商务局"],
            id="nested lists",
        ),
        pytest.param(
            [
                *("任务分工：", "市教育局：新改扩建公办幼儿园；", "市人社局：负责城镇新增就业；"),
                *("市建设局：老旧小区改造、城市生活垃圾分类；", "市商务局：社会消费品零售总额增长。"),
            ],
            ["市教育局", "市人社局", "市建设局", "市建设局", "市商务局"],
            id="a department a line",
        ),
        pytest.param(
            [
                *("附件2 任务分工", "（一）市教育局", "1. 新改扩建公办幼儿园150所。"),
                *("（二）市人社局牵头事项（1项）", "1. 城镇新增就业66500人。", "（三）市建设局"),
                *("1. 老旧小区改造。", "2. 城市生活垃圾分类覆盖率。"),
                *("（四）市商务局", "1. 社会消费品零售总额。"),
            ],
            ["市教育局", "市人社局", "市建设局", "市建设局", "市商务局"],
            id="below headings of departments",
        ),
        pytest.param(
            ["第1项由市教育局牵头，第2、3项由市人社局牵头，其余指标由市统计局牵头。"],
            ["市教育局", "市人社局", "市人社局", "市统计局", "市统计局"],
            id="by number, and the rest",
        ),
        pytest.param(
            ["第1—3项由市教育局牵头；城市生活垃圾分类由市城管委牵头；其他各项由市统计局、市商务局共同负责。"],
            ["市教育局", "市教育局", "市教育局", "市城管委", "市统计局、市商务局"],
            id="from a number to another",
        ),
        pytest.param(["以上各项指标均由市发展改革委牵头落实。"], ["市发展改革委"] * 5, id="all"),
        pytest.param(
            [
                "市教育局牵头新改扩建公办幼儿园，市人社局牵头城镇新增就业，市建设局牵头老旧小区改造。",
                "由市城管委牵头负责城市生活垃圾分类；由市商务局牵头负责社会消费品零售总额工作。",
            ],
            ["市教育局", "市人社局", "市建设局", "市城管委", "市商务局"],
            id="the department first",
        ),
        pytest.param(
            [
                "确保新改扩建公办幼儿园150所（市教育局），城镇新增就业66500人（市人社局），"
                "老旧小区改造940个（市建设局），城市生活垃圾分类覆盖率达95%（市城管委、市生态环境局按职责分工负责），"
                "社会消费品零售总额增长6%（市商务局等）。"
            ],
            ["市教育局", "市人社局", "市建设局", "市城管委、市生态环境局?", "市商务局?"],
            id="in brackets, some not plain",
        ),
        pytest.param(
            [
                "（一）新改扩建150所公办幼儿园，新增学位4.5万个；年底前全部投用（牵头单位：市教育局，配合单位：市财政局，"
                "完成时限：2026年12月）",
                "（二）全年城镇新增就业6.65万人 责任单位：市人社局 市财政局",
                "（三）老旧小区改造。责任部门：市建设局、市城管委等有关部门",
            ],
            ["市教育局", "市人社局、市财政局", "市建设局、市城管委?", "-", "-"],
            id="figures within a name, blanks, and others",
        ),
        pytest.param(
            ["新改扩建公办幼儿园150所、城镇新增就业66500人，老旧小区改造940个，由市发改委牵头。"],
            ["市发改委?", "市发改委?", "市发改委?", "-", "-"],
            id="of which of several",
        ),
        pytest.param(
            ["农村公路建设由市交通运输局牵头，城镇新增就业由市人社局牵头。"],
            ["-", "市人社局", "-", "-", "-"],
            id="something else",
        ),
        pytest.param(
            ["请将新改扩建公办幼儿园进展报市教育局，由市教育局负责汇总。城镇新增就业由市统计局负责审核。"],
            ["-", "市统计局?", "-", "-", "-"],
            id="who gathers and who checks",
        ),
        pytest.param(
            ["城镇新增就业由市人社局牵头。", "做好城镇新增就业工作，由市财政局牵头。"],
            ["-", "市人社局?", "-", "-", "-"],
            id="two that differ",
        ),
        pytest.param(
            ["老旧小区改造、城市生活垃圾分类由市建设局、市城管委牵头。"],
            ["-", "-", "市建设局、市城管委?", "市建设局、市城管委?", "-"],
            id="several of several",
        ),
    ],
)  # fmt: skip
def test_forms_of_texts(texts: list[str], expected: list[str]) -> None:
    assert leads(draft(*texts)) == expected


def test_a_sentence_that_leaves_it_open_is_quoted_whole() -> None:
    text = (
        "城市生活垃圾分类覆盖率年底前达到95%以上，由市城管委、市生态环境局按职责分工负责，"
        "各县（市）区要抓好落实。"
    )
    found = draft(text)
    assert reasons(found)[-1] == (
        f"正文第 3 段“{text}”写的是几个单位按职责分工，没有说哪个牵头，照此拟，请核对"
    )
    assert [mark.place for mark in found.marks if mark.column == "lead"] == ["", "正文第 3 段"]


def test_a_sentence_that_fits_no_indicator_is_quoted_where_a_lead_is_missing() -> None:
    found = draft("农村公路建设由市交通运输局牵头。", "城镇新增就业由市人社局牵头。")
    assert reasons(found) == [
        "没有从通知里认出牵头单位，暂写下达单位，请对照通知改为实际的牵头单位；"
        "通知里说到牵头的话没有对上指标：正文第 3 段“农村公路建设由市交通运输局牵头。”"
    ]
    everyone = draft("农村公路建设由市交通运输局牵头。", "以上各项指标均由市统计局牵头。")
    assert "通知里说到牵头的话没有对上指标：正文第 3 段“农村公路建设由市交通运输局牵头。”" in everyone.remarks


def test_a_table_of_duties_behind_the_targets() -> None:
    duties = [
        ["序号", "工作任务", "牵头单位", "配合单位"],
        ["1", "新改扩建公办幼儿园", "市教育局", "市财政局"],
        ["2", "城镇新增就业", "市人社局", "市财政局"],
        ["3", "老旧小区改造、生活垃圾分类", "市建设局\n市城管委", "市财政局"],
        ["4", "社消零增长", "市商务局", "—"],
    ]
    found = draft(more=("附件2 任务分工表", duties))
    assert leads(found) == [
        *("市教育局", "市人社局", "市建设局、市城管委?", "市建设局、市城管委?", "市商务局?")
    ]
    assert sources(found)[0] == (
        "2 项的牵头单位取自表2：新改扩建公办幼儿园（市教育局）、城镇新增就业人数（市人社局）"
    )
    assert not any("表2（" in each for each in found.remarks)


def test_a_table_of_duties_says_what_those_who_lead_are_called() -> None:
    """As in provincial offices: divisions of the office itself, under a heading of their own."""
    duties = [["序号", "指标", "牵头处室"], *([str(n), name, "产业发展处"] for n, name in enumerate(FIVE, 1))]
    found = draft("各项指标的责任单位要加强调度。", more=("附件2 任务分工表", duties))
    assert leads(found) == ["产业发展处"] * 5
    assert found.tables["plan"][0]["lead_title"] == "牵头处室"
    (said,) = sources(found)
    assert said.startswith("5 项的牵头单位取自表2：新改扩建公办幼儿园（产业发展处）、")


def test_a_table_of_duties_with_the_departments_first() -> None:
    duties = [
        ["单位", "主要职责"],
        ["市教育局", "新改扩建公办幼儿园"],
        ["市人社局", "城镇新增就业人数；老旧小区改造"],
    ]
    assert leads(draft(more=("任务分工表", duties))) == ["市教育局", "市人社局", "市人社局", "-", "-"]


def test_a_department_has_one_name_though_the_text_shortens_it() -> None:
    table = rows(("城镇新增就业", ""), ("零工市场", "市人力资源和社会保障局"), ("公共停车位", "市城管委"))
    found = draft("城镇新增就业由市人社局牵头；公共停车位由市城市管理委员会牵头。", table=table)
    assert leads(found) == ["市人力资源和社会保障局", "市人力资源和社会保障局", "市城管委"]
    assert (
        "通知里“市人社局”和“市人力资源和社会保障局”看来是同一个单位，牵头单位统一写“市人力资源和社会保障局”"
        in (found.remarks)
    )


def test_a_text_that_contradicts_the_table_is_left_to_a_person() -> None:
    found = draft(
        "城镇新增就业由市商务局牵头。", table=rows(("城镇新增就业", "市人社局"), ("零工市场", "市人社局"))
    )
    assert leads(found) == ["市人社局?", "市人社局"]
    assert reasons(found) == [
        "表里写的是“市人社局”，正文第 3 段“城镇新增就业由市商务局牵头。”说是市商务局，两处不同，"
        "拟照表里的，请核对"
    ]


def test_departments_in_a_heading_and_in_the_notes_of_the_table() -> None:
    names = (
        "新改扩建公办幼儿园（所）（市教育局）",
        "城镇新增就业（市人社局、市财政局）（人）",
        "停车位（个）",
    )
    found = draft(names=names)
    assert leads(found) == ["市教育局", "市人社局、市财政局", "-"]
    assert [row["name"] for row in found.tables["indicators"]] == [
        "新改扩建公办幼儿园",
        "城镇新增就业",
        "停车位",
    ]
    table = rows(
        ("新建幼儿园", "由市教育局牵头"), ("停车位", "市城管委"), ("公共厕所", "含改建"), heading="备注"
    )
    assert leads(draft(table=table)) == ["市教育局", "市城管委", "-"]


def test_one_word_for_two_indicators_is_left_to_a_person() -> None:
    found = draft("垃圾分类由市城管委牵头。", names=("生活垃圾分类覆盖率（%）", "生活垃圾分类参与率（%）"))
    assert leads(found) == ["市城管委?", "市城管委?"]
    assert reasons(found) == ["正文第 3 段“垃圾分类由市城管委牵头。”看不准说的是不是这一项，照此拟，请核对"]


def test_a_part_has_the_department_of_its_whole() -> None:
    table = [
        ["序号", "指标", "单位", "鼓楼区", "台江区", "仓山区"],
        ["1", "城镇新增就业", "人", "9", "8", "7"],
        ["1（1）", "其中：困难人员就业", "人", "3", "2", "1"],
        ["2", "新建公厕", "座", "3", "2", "1"],
    ]
    assert leads(draft("城镇新增就业由市人社局牵头。", table=table)) == ["市人社局", "市人社局", "-"]


def test_departments_of_a_town_and_others_that_are_no_bureaus() -> None:
    texts = (
        "1.高标准农田建设由镇农业农村办公室牵头，2.农村改厕由村镇建设办牵头；农村公路（责任科室：镇经济发展办）。",
        "团市委负责青年驿站；市残联、市妇联共同负责无障碍改造。国网福州供电公司牵头充电桩建设。",
    )
    names = ("高标准农田建设（亩）", "农村改厕（户）", "农村公路（公里）", "青年驿站", "无障碍改造", "充电桩")
    assert leads(draft(*texts, names=names)) == [
        *("镇农业农村办公室", "村镇建设办", "镇经济发展办", "团市委", "市残联、市妇联", "国网福州供电公司")
    ]
