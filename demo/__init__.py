"""The demonstration: a plan goes round once, with invented returns (`python run.py demo [--plan …]`).

Nothing here imports `cascade`. The demonstration is the units, who have only the workbook they were sent
and its public contract, and the office, who has only the two commands and their JSON report.
"""
