"""A desk that makes little work of passwords: `python -m tests.support.quick_desk`.

A real one takes a quarter of a second of a core for each password that it keeps or compares.
"""

import sys

from cascade.desk import passwords
from cascade.desk.start import main

_LITTLE = "scrypt:1024:1:1"

if __name__ == "__main__":
    vars(passwords).update(_METHOD=_LITTLE, _NOBODYS=f"{_LITTLE}$nobodys${0:0128}")
    sys.exit(main())
