"""What each stage of ours costs by itself, in one process: `python -m bench.stages CORPUS ROUND`.

The seconds of processor time go to `bench.witness.PARTS`; the floor of reading, inflating and scanning the
same parts with no handlers, is measured file by file beside it.
"""

import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.parsers import expat

from bench.witness import PARTS
from cascade import checks, durable, locate, submission, summary, theme, xlsx
from cascade.garbage import relax_gc
from cascade.ledger import keep_original, opened
from cascade.plan import load
from cascade.returns.city_history import CityHistory
from cascade.returns.facts import Facts
from cascade.returns.receipt import Receipt
from cascade.returns.settling import counting, verdict
from cascade.returns.sums import results
from cascade.xlsx.archive import Archive

# What the reader opens. Theme, pictures and the like it never does.
_READ = (
    "[content_types].xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/sharedstrings.xml",
    "docprops/custom.xml",
)


@contextmanager
def timed(stage: str, spent: Counter[str]) -> Iterator[None]:
    """Add the processor time of what is done inside to a stage."""
    began = time.process_time()
    yield
    spent[stage] += time.process_time() - began  # type: ignore[assignment]  # a Counter adds floats as well


def floor(data: bytes) -> None:
    """Inflate and scan the parts that the reader reads, and do nothing with them."""
    archive = Archive(data)
    for name in archive.names:
        if name in _READ or name.endswith(".rels") or name.startswith("xl/worksheets/"):
            entry = archive._entries[name]  # the packed bytes as they stand
            packed = data[entry.start : entry.start + entry.packed]
            text = zlib.decompress(packed, -zlib.MAX_WBITS) if entry.deflated else packed
            expat.ParserCreate().Parse(text, True)


def reading(paths: Sequence[Path], spent: Counter[str]) -> None:
    """Read returns and nothing else, as a reading process does, with the floor beside it, file by file."""
    for data in (path.read_bytes() for path in paths):
        with timed("floor", spent):
            floor(data)
        with timed("read", spent):
            xlsx.read(data)


def measure(corpus: Path, round_id: str) -> Counter[str]:
    """Take the returns of a corpus through all stages: all are read, then each goes through the others."""
    spent: Counter[str] = Counter()
    plan = load(corpus / corpus.name).plan
    round_ = plan.round(round_id)
    receipts: list[Receipt] = []
    paths = sorted((corpus / "returns").glob("*.xlsx"))
    relax_gc()
    reading(paths, spent)
    with TemporaryDirectory() as scratch, opened(Path(scratch) / "ledger.sqlite") as ledger:
        with opened(corpus / "workbooks" / corpus.name / "ledger.sqlite") as issued:
            for path in paths:
                data = path.read_bytes()
                grid = xlsx.read(data)
                with timed("check", spent):
                    identity = locate.identify(grid)
                    form = issued.issued(identity.ticket)
                    assert form
                    placement = locate.place(grid, form.layout, {})
                    filing, odd = submission.read(form.layout, placement, plan, round_, CityHistory())
                    findings = (*identity.findings, *placement.findings, *odd, *checks.check(filing))
                with timed("ledger", spent):
                    digest = keep_original(Path(scratch, "originals"), data)
                    receipt = Receipt(
                        round_id,
                        str(path),
                        digest,
                        "2020-05-28",
                        1,
                        form.city,
                        identity.ticket,
                        verdict(findings),
                        findings,
                        tuple(filing.records.values()),
                        names=filing.names,
                        explanations=filing.explanations,
                    )
                    ledger.receive(receipt)
                receipts.append(receipt)
        with timed("summary", spent):
            values = results(plan, round_, {city: each.numbers for city, each in counting(receipts).items()})
            made = datetime(2020, 5, 28, 9)
            facts = Facts(plan, round_, tuple(receipts), values, (), {}, 1, made, made)
            durable.write(Path(scratch, "summary.xlsx"), summary.draw(facts, theme.load()))
    return spent


if __name__ == "__main__":
    PARTS.update(measure(Path(sys.argv[1]), sys.argv[2]))
