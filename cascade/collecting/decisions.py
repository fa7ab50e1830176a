"""Operator decisions, entered in the ledger: assign a file to a city, accept a return, close a round."""

import hashlib
from datetime import datetime
from pathlib import Path

from cascade.ledger import Decision, DecisionKind, Ledger
from cascade.model import Round
from cascade.returns.receipt import Receipt, State
from cascade.rounds import Rounds


class Undecidable(Exception):
    """A decision fits no return or several; the Chinese text says which."""


def claim(ledger: Ledger, round_: Round, city: str, file: Path, because: str) -> None:
    """Enter that a file is a city's form of this round, whatever ticket it carries (`--as`).

    `city` is the city's code, `because` the reason. Raises Undecidable when no form was issued to the city.
    """
    if ledger.latest_issued(round_.id, city) is None:
        raise Undecidable(f"本批次没有给 {city} 下发过填报表，请先用 generate.py 下发。")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    ledger.decide(Decision(round_.id, _now(), DecisionKind.AS, city, digest, because))


def overrule(rounds: Rounds, round_: Round, city: str, files: list[Path], because: str) -> None:
    """Enter that a city's open return counts in spite of its errors (`--overrule`).

    Cells without a usable number stay missing. `files` narrow the choice where several returns are open.
    Raises Undecidable unless exactly one return fits.
    """
    named = {str(file.absolute()) for file in files}
    mine = [each for each in rounds.settled(round_) if each.region == city and _open(each)]
    chosen = [each for each in mine if not named or each.file in named]
    if not chosen:
        raise Undecidable("这个设区市没有可以接收的上报表：没有退回修改或待人工核实的，或者其中读不出数字。")
    if len(chosen) > 1:
        files_ = "\n  ".join(each.file for each in chosen)
        raise Undecidable(f"这个设区市有几份待定的上报表，请在命令中写明是哪一份：\n  {files_}")
    rounds.ledger.decide(Decision(round_.id, _now(), DecisionKind.OVERRULE, city, chosen[0].sha256, because))


def _open(receipt: Receipt) -> bool:
    """Whether a return was sent back or held, and numbers were read from it."""
    return receipt.state in (State.SENT_BACK, State.HELD) and bool(receipt.records)


def close(ledger: Ledger, round_: Round, because: str) -> None:
    """Enter that a round is closed: returns that come later are held for a person."""
    ledger.decide(Decision(round_.id, _now(), DecisionKind.CLOSE, because=because))


def _now() -> str:
    return datetime.now().isoformat(timespec="seconds")
