"""Let Python look for circles of objects seldom: nearly all that a command makes are plain records."""

import gc


def relax_gc() -> None:
    """Freeze imported objects and raise the GC thresholds: plain records form no cycles."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
