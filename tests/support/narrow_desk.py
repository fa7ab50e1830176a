"""A desk whose screen holds the columns of five cities only: `python -m tests.support.narrow_desk`."""

import sys

from cascade.desk import summing_pages
from cascade.desk.start import main

if __name__ == "__main__":
    vars(summing_pages)["_MOST_CITIES"] = 5
    sys.exit(main())
