"""Watch what a collection reads, so that the same once more is known to find nothing new."""

from collections.abc import Sequence
from pathlib import Path

import cascade
from cascade import libreoffice, theme
from cascade.collecting.unchanged import Watch
from cascade.places import Places


def watching(places: Places, words: Sequence[str], paths: Sequence[Path], mail: Path) -> Watch:
    """Begin to watch a collection of the files at `paths`, by default those received.

    `words` are all that it depends on beside files. What it reads beside returns: the program, its templates,
    the converter, the plan, the file of mail settings. What was taken out of rounds is watched like returns.
    """
    program, converter = Path(cascade.__file__).parent, libreoffice.program()
    others = [program, *theme.folders(), *([Path(converter)] if converter else []), mail]
    returns = [*(paths or [places.received]), *places.asides]
    return Watch(words, returns, [*others, *([places.source] if places.source else [])])
