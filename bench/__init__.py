"""How fast the program is, held against the scripts that a good analyst would write in its place.

`python -m bench --help` tells how to repeat what `docs/performance.md` says. Nothing here is needed for daily
work. The scripts that serve as baselines (`bench.by_pandas`, `bench.by_openpyxl`, `bench.by_xlsxwriter`) know
nothing of `cascade`.
"""
