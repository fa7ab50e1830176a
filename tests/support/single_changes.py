"""Whether the tests see single changes of the code: `python -m tests.support.single_changes --mutants 200`.

The changes are drawn from a seed: every room of `cascade` has its share, and within a room every kind of
change its turn. Each is made alone, in a copy of the project. The tests that execute a changed statement
run one by one, the nearest first, until one fails: then the change is seen. What is done stands in the folder
`--keep`, and the same command goes on from there. `harmless_changes.toml` says which changes no user notices.
"""

import argparse
import itertools
import json
import random
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.support.changes import Change, changes
from tests.support.project_copy import Copy

PROJECT = Path(__file__).parents[2]
HARMLESS = Path(__file__).with_name("harmless_changes.toml")
LEAST = 3  # changes of a room, where it has so many


@dataclass(frozen=True, slots=True)
class Result:
    """What the tests said to a change: the test that failed, "" for none, or why the change is harmless."""

    name: str
    room: str
    kind: str
    line: int
    seen_by: str
    seconds: float
    tried: int = 0
    harmless: str = ""


# ---------------------------------------------------------------------------------------------- the draw


def all_changes(project: Path, rooms: Iterable[str] = ()) -> list[Change]:
    """The single changes of the code, or of some rooms."""
    wanted = set(rooms)
    files = [path.relative_to(project).as_posix() for path in sorted((project / "cascade").rglob("*.py"))]
    return [
        change
        for file in files
        if not wanted or file.split("/")[1].removesuffix(".py") in wanted
        for change in changes(file, (project / file).read_text("utf-8"))
    ]


def draw(found: Iterable[Change], seed: int, number: int) -> list[Change]:
    """A sample: every room has a share by the square root of its size, every kind its turn within the room.

    A change's place in the order depends on its name and the seed only, so other code may change around it.
    """
    rooms: dict[str, dict[str, list[Change]]] = defaultdict(lambda: defaultdict(list))
    for change in found:
        rooms[change.room][change.kind].append(change)
    sizes = {room: sum(map(len, kinds.values())) for room, kinds in rooms.items()}
    drawn: list[Change] = []
    for room, share in shares(sizes, number).items():
        drawn += _in_turn(room, rooms[room], seed, share)
    return drawn


def shares(sizes: dict[str, int], number: int) -> dict[str, int]:
    """How many of `number` each room gives: `LEAST` if it can, the rest by the square root of its size."""
    given = dict.fromkeys(sizes, 0)
    for _ in range(min(number, sum(sizes.values()))):
        open_rooms = [room for room in sizes if given[room] < sizes[room]]
        room = min(
            open_rooms, key=lambda room: (given[room] >= LEAST, (given[room] + 1) / sizes[room] ** 0.5, room)
        )
        given[room] += 1
    return given


def _in_turn(room: str, kinds: dict[str, list[Change]], seed: int, number: int) -> list[Change]:
    queues = [
        sorted(kinds[kind], key=lambda change: _place(seed, change.name))
        for kind in sorted(kinds, key=lambda kind: _place(seed, f"{room} {kind}"))
    ]
    rounds = itertools.zip_longest(*queues)
    return [change for turn in rounds for change in turn if change is not None][:number]


def _place(seed: int, name: str) -> float:
    return random.Random(f"{seed} {name}").random()


# --------------------------------------------------------------------------------------------- the trial


def try_change(copy: Copy, change: Change, near: bool, limit: float) -> Result:
    """Run the tests of a change until one sees it, for at most `limit` seconds of what they usually take."""
    took, usual, tried, seen = 0.0, 0.0, 0, ""
    for candidates in copy.candidates(change, near):
        tests = []
        for test, seconds in candidates.items():
            if usual + seconds <= limit:
                tests.append(test)
                usual += seconds
        if tests:
            start = time.monotonic()
            seen = copy.failure(change, tests, 60 + limit)
            took, tried = took + time.monotonic() - start, tried + len(tests)
        if seen:
            break
    return Result(change.name, change.room, change.kind, change.lines[-1], seen, took, tried)


# -------------------------------------------------------------------------------------------- the report


def harmless() -> dict[str, str]:
    """Why no user can notice a change, by the change's name."""
    return dict(tomllib.loads(HARMLESS.read_text("utf-8")))


def table(results: Iterable[Result]) -> str:
    """The results in Markdown: one line a room, then every change that no test saw."""
    results = list(results)
    rooms = sorted({result.room for result in results})
    lines = ["| room | drawn | seen | unseen | harmless | seconds |", "|---|--:|--:|--:|--:|--:|"]
    for room in [*rooms, "all"]:
        of_room = [result for result in results if room in (result.room, "all")]
        count = Counter(
            "seen" if each.seen_by else "harmless" if each.harmless else "unseen" for each in of_room
        )
        numbers = (len(of_room), count["seen"], count["unseen"], count["harmless"])
        seconds = sum(each.seconds for each in of_room)
        lines.append(f"| {room} | {' | '.join(map(str, numbers))} | {seconds:.0f} |")
    lines += ["", "| not seen | line | tests run | harmless because |", "|---|--:|--:|---|"]
    for each in results:
        if not each.seen_by:
            name = each.name.replace("|", "\\|")
            lines.append(f"| `{name}` | {each.line} | {each.tried} | {each.harmless} |")
    return "\n".join(lines) + "\n"


def share_seen(results: Iterable[Result]) -> float:
    """The part of the changes that matter which a test saw, from 0 to 1."""
    matter = [result for result in results if result.seen_by or not result.harmless]
    return sum(bool(result.seen_by) for result in matter) / len(matter) if matter else 1.0


def main() -> None:
    """Draw, try what is not done yet, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=200, help="how many changes to draw")
    parser.add_argument(
        "--rooms", nargs="*", default=(), metavar="ROOM", help="try only what is drawn of these"
    )
    parser.add_argument(
        "--near", action="store_true", help="run only tests that belong to the room or import it"
    )
    parser.add_argument("--limit", type=float, default=300, metavar="SECONDS", help="of tests for one change")
    parser.add_argument("--minutes", type=float, default=1e9, help="stop after so long")
    parser.add_argument("--again", action="store_true", help="try once more what no test has seen")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "cascade-single-changes")
    options = parser.parse_args()
    end = time.monotonic() + 60 * options.minutes
    reasons = harmless()
    options.keep.mkdir(parents=True, exist_ok=True)
    journal = options.keep / f"seed-{options.seed}.jsonl"
    done = {result.name: result for result in recorded(journal)}
    drawn = draw(all_changes(PROJECT), options.seed, options.mutants)
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(PROJECT, Path(folder), options.keep)
        for change in drawn:
            known = done.get(change.name)
            due = known is None or (options.again and not known.seen_by and change.name not in reasons)
            if not due or time.monotonic() > end or (options.rooms and change.room not in options.rooms):
                continue
            result = done[change.name] = try_change(copy, change, options.near, options.limit)
            with journal.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
            print(f"{result.seconds:4.0f} s  {result.seen_by or 'NOT SEEN'}  {change.name}", flush=True)
    results = [
        replace(done[each.name], harmless=reasons.get(each.name, "")) for each in drawn if each.name in done
    ]
    print(table(results))
    print(f"{len(results)} of {len(drawn)} done, seen {share_seen(results):.1%} of those that matter")


def recorded(journal: Path) -> list[Result]:
    """What was done before, the latest last."""
    if not journal.exists():
        return []
    return [Result(**json.loads(line)) for line in journal.read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
