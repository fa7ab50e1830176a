"""Results in words: a chosen word bears a sign, and those that mean done are counted; nothing is computed.

The plan's first choice means done, its last the least; those between them are on their way.
"""

from cascade.formula import Formula, formula
from cascade.judging.lights import BAD, FAIR, GOOD, count_of

_COUNT = formula('done & " " & count & "/" & asked', count=count_of(GOOD).renamed(lights0="words"))


def signed(word: str, choices: tuple[str, ...]) -> str:
    """A chosen word behind its sign: `● 已完成`."""
    if word == choices[0]:
        return f"{GOOD} {word}"
    return f"{BAD if word == choices[-1] else FAIR} {word}"


def done_count(choices: tuple[str, ...], asked: int) -> Formula:
    """How many of the cells `words` hold the word for done, of so many that are asked: `已完成 3/11`."""
    return _COUNT.given(done=choices[0], asked=str(asked))
