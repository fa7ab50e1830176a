"""Corpora: forms that were really issued, filled by their public contract, a tenth re-saved by LibreOffice.

A corpus is a folder: the plan, `workbooks` as issuing left them, `returns`. It is made once and kept.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench import plans
from demo.form import Answers, Form
from demo.sharing import split
from demo.tables import Indicator, Plan
from tests.support import libreoffice

PROJECT = Path(__file__).parent.parent
RESAVED_IN = 10  # every tenth return is re-saved
_READY = "ready.txt"  # written last: without it a corpus is half-made


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus and what lies in its folder."""

    folder: Path
    size: int

    @property
    def plan(self) -> Path:
        """The plan's tables."""
        return self.folder / self.folder.name

    @property
    def workbooks(self) -> Path:
        """The workbooks as they are after issuing."""
        return self.folder / "workbooks"

    @property
    def books(self) -> Path:
        """The plan's folder among the workbooks, in which the ledger lies."""
        return self.workbooks / self.plan.name

    @property
    def returns(self) -> Path:
        """What has come back."""
        return self.folder / "returns"


def prepared(folder: Path, cities: Sequence[plans.City], title: str) -> Corpus:
    """A corpus of a plan's whole breakdown round, made if it is not there."""
    corpus = Corpus(folder, len(cities))
    if (folder / _READY).exists():
        return corpus
    shutil.rmtree(folder, ignore_errors=True)
    plans.write_plan(corpus.plan, title, cities)
    words = [corpus.plan, plans.ROUND, "--workbooks", corpus.workbooks]
    command = [sys.executable, "generate.py", *map(str, words)]
    subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    corpus.returns.mkdir()
    with ProcessPoolExecutor() as pool:
        issued = sorted((corpus.books / plans.ROUND / "issued").glob("*.xlsx"))
        filled = partial(_filled, Plan.read(corpus.plan))
        for _ in pool.map(filled, issued, [corpus.returns / path.name for path in issued], chunksize=8):
            pass
    if shutil.which("soffice"):
        _resave(sorted(corpus.returns.glob("*.xlsx"))[::RESAVED_IN])
    (folder / _READY).write_text(f"{corpus.size}\n", encoding="utf-8")
    return corpus


def _filled(plan: Plan, form: Path, to: Path) -> None:
    """Fill a form as a city would: amounts add up to its target, rates lie at it or a little above."""
    paper = Form(form, plan, form.name.split("_")[0])
    answers: Answers = {}
    for field in paper.fields:
        indicator, target = plan.indicators[field], paper.city_target(field)
        if target is None:  # the form says "/" already
            continue
        draw = Random(f"{form.stem} {field}")
        share = _rates if indicator.is_rate else _amounts
        answers |= {
            (region, field): number for region, number in share(paper, indicator, target, draw).items()
        }
    paper.fill(answers)
    paper.save(to)


def _rates(paper: Form, indicator: Indicator, target: Decimal, draw: Random) -> Mapping[str, Decimal]:
    return {county: target + Decimal(draw.randint(0, 6)) / 2 for county in paper.counties}


def _amounts(paper: Form, indicator: Indicator, target: Decimal, draw: Random) -> Mapping[str, Decimal | str]:
    unit = Decimal(1).scaleb(-indicator.decimals)
    shares = split(int(target / unit), [draw.randint(80, 120) for _ in paper.counties])
    return {
        county: share * unit if share else "/" for county, share in zip(paper.counties, shares, strict=True)
    }


def _resave(paths: list[Path]) -> None:
    """Let LibreOffice save some returns again, in batches."""
    with TemporaryDirectory() as folder:
        for path, copy in libreoffice.resave(paths, Path(folder)).items():
            os.replace(shutil.copy(copy, path.with_suffix(".part")), path)
