"""A decision at the desk: it collects the inbox with all that the office knows of itself."""

import json
from pathlib import Path

from tests.support.desk import running_desk, wait_until
from tests.support.ledgers import ledger_of, table
from tests.support.mail_office import ME, SENDER, mail_from
from tests.support.office import BREAKDOWN, Office, with_few_indicators

ROUND = f"/p/zhejiang-2020/{BREAKDOWN}"
HUZHOU = "330500"


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
