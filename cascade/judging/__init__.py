"""The rules that judge results, shares and cells: each rule of the domain, written once as a formula.

Forms, checks, summaries, reports and letters take the rules from here. The plan contains the thresholds and
words that an office may set.
"""
