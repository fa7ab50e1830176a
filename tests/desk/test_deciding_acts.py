"""A decision at the desk: it collects the inbox with all that the office knows of itself."""

import json
from pathlib import Path

import openpyxl

from tests.support.desk import running_desk, wait_until
from tests.support.ledgers import ledger_of, table
from tests.support.mail_office import ME, SENDER, mail_from
from tests.support.office import BREAKDOWN, JUNE, Office, run, with_few_indicators

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
HUZHOU = "330500"
NO_RESULT = "第 1 项湖州市缺数，无法计算：湖州市和全省没有结果，以“—”表示。"


def test_our_own_saved_letter_is_no_return_of_a_city(tmp_path: Path) -> None:
    """Only the mail settings tell that the office itself wrote it: it has been sent by hand."""
    office = Office(tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(BREAKDOWN, "--city", HUZHOU).code == 0
    settings = tmp_path / "mail.toml"
    settings.write_text(f'[office]\nname = "省转升办"\naddress = "{SENDER}"\nme = "{ME}"\n', "utf-8")
    example = office.fill(BREAKDOWN, HUZHOU)
    letter = mail_from(SENDER, "填报示例", (example.name, example.read_bytes()))
    letter.replace_header("To", office.tables.addresses[HUZHOU][0])
    example.with_name("已发送.eml").write_bytes(letter.as_bytes())
    example.unlink()
    with running_desk(office.home, "--mail", settings) as desk:
        desk.let_in()
        answer = desk.post(f"{ROUND}/act/close", because="定稿")
        assert answer.status == 303, answer.text
        wait_until(lambda: "data-work" not in desk.ask(answer.headers["Location"]).text)
        told = desk.ask(answer.headers["Location"]).text
        assert "关闭批次，理由：定稿" in told
    (row,) = table(ledger_of(office), "returns")
    assert (row["file"], row["region"], row["verdict"]) == ("已发送.eml", HUZHOU, "ignored")
    (found,) = json.loads(row["findings"])
    assert found["code"] == "M04"
    assert "我办自己发出的邮件" in found["message"]


def test_accepting_words_for_a_number_says_what_will_have_no_result(tmp_path: Path) -> None:
    """A measure of a cell that holds no number does not exist: it is said before, and on paper."""
    office = Office(tmp_path / "workbooks", with_few_indicators(tmp_path / "zhejiang-2020"))
    assert office.generate(JUNE, "--city", HUZHOU).code == 0
    office.fill(JUNE, HUZHOU, {("330502", "K01a"): "约908.66", ("330502", "K06a"): "约三百"})
    assert office.collect(JUNE).states == {"330500_湖州市_上半年进展.xlsx": "sent_back"}
    (row,) = table(ledger_of(office), "returns")
    with running_desk(office.home) as desk:
        desk.let_in()
        page = desk.ask(f"/p/zhejiang-2020/{JUNE}/act/overrule?city={HUZHOU}&file={row['sha256']}").text
        assert "其中 2 个数没有填，或填的不是数，不能计入，合计不含它们。" in page
        assert "要计入正确的数，请不要接收，退回更正后由湖州市重报。" in page
        assert NO_RESULT in page
    done = office.collect(JUNE, "--overrule", HUZHOU, "--because", "已核实")
    assert done.code in (0, 1), done
    where = "［省科技厅 E列7行］原文“约908.66”"
    way = run("collect.py", office.plan, JUNE, "--workbooks", office.home, "--trace", "K01a", "330502")
    assert f"吴兴区（330502）K01a = 没有计入　{where}" in way.out
    book = openpyxl.load_workbook(max(office.folder(JUNE, "summary").glob("*.xlsx")))
    legend = [str(cell.value) for line in book["总览"].iter_rows() for cell in line]
    notes = [str(cell.value) for cell in book["全省汇总"]["B"]]
    assert NO_RESULT in legend
    assert any(each.endswith(f"．{NO_RESULT}") for each in notes)
