"""The whole bench: `python -m bench`; see `--help`. POSIX only: it asks the system what a process took."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from bench import plans, tasks, telling
from bench.corpus import prepared

HOME = Path(__file__).parent.parent / "workbooks" / "bench"


def main(words: list[str] | None = None) -> int:
    """Make what is missing, measure all in turn, and tell."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--collect", metavar="N", type=int, nargs="*", default=[11, 100, 1000])
    parser.add_argument("--issue", metavar="N", type=int, nargs="*", default=[11, 333])
    parser.add_argument("--national", action="store_true", help="a nation: issued, collected, recalculated")
    parser.add_argument("--rounds", metavar="N", type=int, default=3)
    parser.add_argument(
        "--folder", metavar="FOLDER", type=Path, default=HOME, help=f"corpora (default {HOME})"
    )
    parser.add_argument(
        "--out", metavar="FOLDER", type=Path, help="where bench.json, bench.svg and again.svg are written"
    )
    given = parser.parse_args(words)
    costs = measured(given.folder, given.collect, given.issue, given.rounds, given.national)
    print(telling.tables(costs))
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "bench.json").write_text(telling.as_json(costs, given.rounds), encoding="utf-8")
        if given.collect or given.national:
            (given.out / "bench.svg").write_text(telling.plot(costs), encoding="utf-8")
        if given.collect:
            (given.out / "again.svg").write_text(telling.plot_again(costs), encoding="utf-8")
    return 0


def measured(
    folder: Path, collect: list[int], issue: list[int], rounds: int, national: bool
) -> telling.Costs:
    """The medians of all tasks, everything run in turn."""
    todo = tasks.starting()
    for size in issue:
        todo += tasks.issuing(_plan(folder / f"plan-{size}", plans.uniform(size)), size)
    for size in collect:
        corpus = prepared(folder / f"uniform-{size}", plans.uniform(size), f"测速用方案（{size} 市）")
        todo += [*tasks.collecting(corpus), *tasks.collecting_again(corpus), tasks.stages(corpus)]
    if national:
        corpus = prepared(folder / "nation", plans.nation(), "测速用方案（全国）")
        nation = [*tasks.issuing(corpus.plan, corpus.size), *tasks.collecting(corpus)]
        nation += [tasks.stages(corpus), tasks.recalculating(corpus)]
        todo += [replace(task, about=f"a nation: {task.about}") for task in nation]  # not the plans of a size
    return tasks.in_turn(todo, rounds, lambda line: print(line, file=sys.stderr, flush=True))


def _plan(folder: Path, cities: list[plans.City]) -> Path:
    if not folder.exists():
        plans.write_plan(folder, f"测速用方案（{len(cities)} 市）", cities)
    return folder


if __name__ == "__main__":
    sys.exit(main())
