"""The result of a bench in words: tables of medians and ratios, JSON, and a plot of collecting."""

import json
import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bench.measuring import Cost
from bench.tasks import AGAIN, OURS, Task

Costs = Mapping[Task, Cost]
Lines = dict[str, list[tuple[int, float]]]
_COLOURS = ("#1f5fa8", "#b4551d", "#3b7d3a", "#777777", "#7a3f9d", "#0b8793", "#a08000", "#b0306a")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _RIGHT, _TOP = 800, 420, 70, 50, 230, 40


def as_json(costs: Costs, rounds: int) -> str:
    """All medians, for other programs."""
    machine = {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()}
    rows = [{"about": t.about, "by": t.by, "size": t.size} | asdict(cost) for t, cost in costs.items()]
    report: dict[str, Any] = {"machine": machine, "rounds": rounds, "medians": rows}
    report["ratios"] = [
        {"about": about, "size": size, "by": by, "wall": wall, "cpu": cpu}
        for about, size, by, wall, cpu in ratios(costs)
    ]
    report["growth"] = growth(costs)
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def ratios(costs: Costs) -> list[tuple[str, int, str, float, float]]:
    """How many times the wall time, and the processor time, of ours each baseline takes.

    Our collection of a round that is known but for a file or two is held against the scripts that read all.
    """
    found = []
    for mine, cost in costs.items():
        about = mine.about.split(",")[0] if mine.about in AGAIN else mine.about
        found += [
            (mine.about, task.size, task.by, other.wall / cost.wall, other.cpu / max(cost.cpu, 1e-3))
            for task, other in costs.items()
            if mine.by == OURS and task.by != OURS and (task.about, task.size) == (about, mine.size)
        ]
    return found


def growth(costs: Costs) -> float | None:
    """The exponent with which our wall time of collecting grows, from 100 returns to the most."""
    found = sorted(
        (t.size, c.wall) for t, c in costs.items() if t.about == "collect" and t.by == OURS and t.size >= 100
    )
    if len(found) < 2:
        return None
    (few, quick), (many, slow) = found[0], found[-1]
    return math.log(slow / quick) / math.log(many / few)


def tables(costs: Costs) -> str:
    """Markdown tables of everything."""
    rows = ["| | | wall s | CPU s | peak MB | largest worker MB |", "|---|---|--:|--:|--:|--:|"]
    for task, cost in costs.items():
        figures = f"{cost.wall:.2f} | {cost.cpu:.2f} | {cost.memory:.0f} | {cost.workers:.0f}"
        rows.append(f"| {_about(task.about, task.size)} | {task.by} | {figures} |")
    rows += ["", "| ours | beside it | times our wall time | times our CPU |", "|---|---|--:|--:|"]
    rows += [
        f"| {_about(about, size)} | {by} | {wall:.2f} | {cpu:.2f} |"
        for about, size, by, wall, cpu in ratios(costs)
    ]
    for task, cost in costs.items():
        if cost.parts:
            told = ", ".join(
                f"{name} {seconds / task.size * 1e3:.2f}" for name, seconds in cost.parts.items()
            )
            rows.append(f"\n{task.about} of {task.size}, ms of CPU a return: {told}")
            if floor := cost.parts.get("floor"):
                rows.append(f"(reading is {cost.parts['read'] / floor:.2f} times the floor)")
    exponent = growth(costs)
    return "\n".join(rows) + (f"\n\ngrowth exponent: {exponent:.2f}\n" if exponent else "\n")


def _about(about: str, size: int) -> str:
    return f"{about} {size}" if size else about


def plot(costs: Costs) -> str:
    """Wall time of collecting over the number of returns, both logarithmic, as SVG."""
    lines: Lines = {}
    for task, cost in costs.items():
        if task.about == "collect":
            lines.setdefault(task.by, []).append((task.size, cost.wall))
    return _drawn(lines, "Collecting a round: wall time by number of returns")


def plot_again(costs: Costs) -> str:
    """Processor time of collecting a round once more, over the number of returns: ours beside the scripts."""
    lines: Lines = {}
    for task, cost in costs.items():
        if task.about == "collect" or task.about in AGAIN:
            name = task.about.replace("collect", OURS) if task.by == OURS else task.by
            lines.setdefault(name, []).append((task.size, max(cost.cpu, 1e-3)))
    return _drawn(lines, "Collecting a round again: processor time by number of returns")


def _drawn(lines: Lines, title: str) -> str:
    """Lines over the number of returns, both logarithmic, as SVG."""
    points = [point for line in lines.values() for point in line]
    right, top = max(x for x, _ in points), max(y for _, y in points)
    left, bottom = min(x for x, _ in points), min(y for _, y in points)
    across, up = _Axis(left, right, _LEFT, _WIDTH - _RIGHT), _Axis(bottom, top, _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="13"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">{title}</text>',
    ]
    for tick in across.ticks:
        at = across.at(tick)
        parts.append(f'<path d="M{at:.1f} {_TOP}V{_HEIGHT - _BOTTOM}" stroke="#dddddd"/>')
        parts.append(
            f'<text x="{at:.1f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">{tick:,.0f}</text>'
        )
    for tick in up.ticks:
        at = up.at(tick)
        parts.append(f'<path d="M{_LEFT} {at:.1f}H{_WIDTH - _RIGHT}" stroke="#dddddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{tick:g} s</text>')
    drawn = {by: [(across.at(x), up.at(y)) for x, y in sorted(line)] for by, line in lines.items()}
    free = 0.0  # below the labels so far: lines that end close together would have theirs overlap
    for colour, by in zip(_COLOURS, sorted(drawn, key=lambda by: drawn[by][-1][1]), strict=False):
        free = max(free, drawn[by][-1][1] + 4)
        parts += _line(by, drawn[by], free, colour)
        free += 16
    return "\n".join([*parts, "</svg>\n"])


def _line(by: str, points: Sequence[tuple[float, float]], label_at: float, colour: str) -> list[str]:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dots = [f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="4" fill="{colour}"/>' for cx, cy in points]
    label = f'<text x="{points[-1][0] + 10:.1f}" y="{label_at:.1f}" fill="{colour}">{by}</text>'
    return [f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>', *dots, label]


class _Axis:
    """A logarithmic axis from pixel to pixel, with a tick at each power of ten within."""

    def __init__(self, least: float, most: float, start: int, end: int) -> None:
        self._low, self._high = math.floor(math.log10(least)), math.ceil(math.log10(most))
        self._high = max(self._high, self._low + 1)
        self._start, self._end = start, end
        self.ticks = [10.0**power for power in range(self._low, self._high + 1)]

    def at(self, value: float) -> float:
        """The pixel of a value."""
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)
