"""Understand what to print: `--print`, `--print full A3`, `--print 总览 排名`; the words in any order."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from cascade.commands.choices import Choice, choose, meant, paper
from cascade.errors import Wrong
from cascade.meeting.publish import Printing
from cascade.model import Plan, Round
from cascade.summary import printable
from cascade.theme import PAPERS

_FULL = ("full", "全本", "整本", "全部")
_PAPER = re.compile(r"[A-Z]\d纸?")  # looks like a paper size


def printing_of(words: Sequence[str], plan: Plan, round_: Round) -> tuple[Printing, list[Path]]:
    """What the words after --print ask for, and those that are paths of returns. Raises Wrong."""
    sheets = [Choice(name, name, name, by_part=True) for name in printable(plan, round_)]
    papers: list[str] = []
    chosen: list[str] = []
    paths: list[Path] = []
    full = False
    for word in words:
        plain = unicodedata.normalize("NFKC", word).strip().upper()
        if plain.casefold() in _FULL:
            full = True
        elif _PAPER.fullmatch(plain):
            papers.append(paper(word))
        elif found := meant(word, sheets):
            chosen += [each.value for each in found]
        elif Path(word).exists():
            paths.append(Path(word))
        else:
            choose(word, sheets, "表")  # says which there are
    if len(set(papers)) > 1:
        raise Wrong(f"--print 后面写了两种纸张（{'、'.join(papers)}），请只写一种。")
    if full and chosen:
        raise Wrong("--print full 打印整本，不能同时再挑表。请只写 full，或只写表名。")
    ordered = [each.value for each in sheets if each.value in chosen]
    return Printing(papers[0] if papers else PAPERS[0], tuple(ordered), full), paths
