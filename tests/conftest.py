"""What holds for all tests."""

import gc

# Tests read hundreds of large workbooks through openpyxl: to look for circles of objects as often as Python
# does by itself takes a fifth of that time.
gc.set_threshold(100_000, 50, 50)
