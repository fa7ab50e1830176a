"""What a notice says of the whole plan: school years, schedules, issuers, several tables."""

from cascade.plan.drafted import NoticeDraft
from tests.notice.test_drafting import Read as Reader
from tests.notice.test_drafting import column, draft, every_format, marked, targets


def reasons(found: NoticeDraft) -> dict[tuple[str, int, str], str]:
    return {cell: mark.reason for mark in found.marks for cell in mark.cells}


@every_format
def test_a_school_year_with_its_days_for_reports(read: Reader) -> None:
    notice = (
        "启明市教育局关于下达2025—2026学年教育教学质量目标任务的通知",
        "请各学校于2025年9月20日前将实施方案报市教育局备案，第一学期于2026年1月20日前、第二学期于2026年7月10日前报送完成情况。",
        "启明市教育局",
        "2025年8月28日",
        [
            ["序号", "指标", "单位", "第一中学", "第二中学", "实验小学", "责任科室"],
            ["1", "义务教育巩固率", "%", "99.5以上", "≥99", "100", "基础教育科"],
            ["2", "校园安全责任事故", "起", "0", "0", "0", "安全科"],
            ["3", "心理健康教育", "", "全覆盖", "全覆盖", "全覆盖", "体卫艺科"],
        ],
    )
    found = draft(notice, read)
    settings = found.tables["plan"][0]
    assert (settings["unit_level"], settings["start"], settings["end"]) == (
        "学校",
        "2025-09-01",
        "2026-08-31",
    )
    assert [(row["as_of"], row["due"]) for row in found.tables["rounds"]] == [
        *(("2025-12-31", "2026-01-20"), ("2026-06-30", "2026-07-10"))
    ]
    assert column(found, "kind") == ["number", "number", "words"]
    assert column(found, "direction") == ["at_least", "at_most", "at_least"]
    assert marked(found, "indicators") == [(0, "measure")]
    assert marked(found, "regions") == []


@every_format
def test_the_deadline_of_every_month_and_that_of_the_year(read: Reader) -> None:
    asked = "各县（市、区）应于每月{}，将完成情况报市工信局汇总，市工信局每月通报进展"
    apart = "全年完成情况于2027年1月8日前报送。"
    table = [["指标名称", "鲤城区", "丰泽区"], ["新增企业（家）", "12", "8"]]
    heading = ("关于下达2026年制造业目标任务的通知", "泉州市人民政府办公室", "2026年10月12日")
    rounds = [
        ("截至2026年10月底进展", "2026-10-31", "2026-11-10"),
        ("截至2026年11月底进展", "2026-11-30", "2026-12-10"),
        ("全年进展", "2026-12-31", "2027-01-08"),
    ]
    clear = draft((heading[0], f"{asked.format('终了后10日内')}。{apart}", *heading[1:], table), read)
    assert [(row["name"], row["as_of"], row["due"]) for row in clear.tables["rounds"]] == rounds
    assert marked(clear, "rounds") == []
    vague = draft((heading[0], f"{asked.format('及时')}。{apart}", *heading[1:], table), read)
    assert column(vague, "due", "rounds") == ["2026-11-15", "2026-12-15", "2027-01-08"]
    assert [mark.reason for mark in vague.marks if mark.table == "rounds"] == [
        f"通知说“{asked.format('及时')}”，没有认出报送期限，报送期限是拟的，请照通知核对；多余的批次整行删去"
    ]


@every_format
def test_a_share_of_the_year_by_some_months(read: Reader) -> None:
    notice = (
        "白云区财政局关于下达2025年财政收入目标的通知",
        "各镇街要于6月底前完成全年目标的50%、9月底前完成80%、12月底前全面完成，并于每季度首月10日前将上季度完成情况报区财政局。",
        [
            ["镇街", "一般公共预算收入（万元）", "税收占比（%）"],
            ["人和镇", "5000", "85"],
            ["太和镇", "8000", "88"],
            ["三元里街", "12000", "92"],
        ],
    )
    found = draft(notice, read)
    assert targets(found) == {"K01": ["5000", "8000", "12000"], "K02": ["85", "88", "92"]}
    assert column(found, "due", "rounds") == ["2025-04-10", "2025-07-10", "2025-10-10", "2026-01-10"]
    assert column(found, "expected", "rounds") == ["", "50", "80", ""]
    assert reasons(found)["rounds", 1, "expected"] == "通知说“6月底前完成全年目标的50%”，应完成进度照此拟"


@every_format
def test_the_issuer_of_a_letter_and_the_notes_below_a_table(read: Reader) -> None:
    notice = (
        "甲方：鼓楼区人民政府",
        "２０２５年鼓楼区各街道养老服务目标责任书",
        [
            ["街道", "养老床位（张）", "户籍人口"],
            ["东街街道", "200", "30000"],
            ["南街街道（含商圈）", "150", "20000"],
            ["注：不含护理型床位。", "<", "<"],
        ],
    )
    found = draft(notice, read)
    settings = found.tables["plan"][0]
    assert (settings["issuer"], settings["year"]) == ("鼓楼区人民政府", "2025")
    assert column(found, "name") == ["养老床位"]
    assert "“户籍人口”一项没有写入方案" in found.remarks
    assert [each for each in found.remarks if "注：不含护理型床位" in each]


@every_format
def test_tables_with_titles_of_their_own_belong_to_the_notices_plan(read: Reader) -> None:
    notice = (
        "福州市建设局关于下达2025年城建任务的通知",
        "表1 老旧小区改造任务表",
        [["区县", "改造小区数（个）"], ["鼓楼区", "12"], ["台江区", "9"]],
        "表2 污水管网建设任务表",
        [["区县", "新建管网（公里）"], ["鼓楼区", "15.5"], ["台江区", "12"]],
    )
    found = draft(notice, read)
    assert found.tables["plan"][0]["title"] == "2025年城建任务"
    assert column(found, "name") == ["改造小区数", "新建管网"]


@every_format
def test_short_names_in_tables_about_different_things(read: Reader) -> None:
    """Households are what is to be done here, not how large a place is; 新开工 says nothing by itself."""
    notice = (
        "宜昌市住房和城乡建设局关于下达2026年住房保障和老旧小区改造目标任务的通知",
        "请各地于每季度次月5日前将进展情况报我局，我局每季度通报。",
        "附件1 2026年保障性租赁住房目标任务（单位：套）",
        [["县市区", "新开工", "基本建成"], ["夷陵区", "800", "500"], ["宜都市", "700", "500"]],
        "附件2 2026年老旧小区改造目标任务",
        [["县市区", "小区数（个）", "户数（户）"], ["夷陵区", "20", "3000"], ["宜都市", "16", "2300"]],
    )
    found = draft(notice, read)
    assert found.tables["plan"][0]["title"] == "2026年住房保障和老旧小区改造目标任务"
    assert column(found, "name") == [
        *("保障性租赁住房：新开工", "保障性租赁住房：基本建成", "小区数", "老旧小区改造：户数")
    ]
    assert targets(found)["K04"] == ["3000", "2300"]
    assert "receiver" not in found.tables["plan"][0]
