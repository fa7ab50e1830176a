"""A desk that waits for the lock of a plan only a moment: `python -m tests.support.impatient_desk`."""

import sys
from functools import partial

from cascade.commands import opening
from cascade.desk.start import main
from cascade.ledger import locked

if __name__ == "__main__":
    vars(opening)["locked"] = partial(locked, wait=0.2)
    sys.exit(main())
