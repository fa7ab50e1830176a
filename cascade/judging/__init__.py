"""The rules of the domain: how results, shares and cells are judged, each rule written once as a formula.

Forms, checks, summaries, reports and letters take the rules from here. Where an office may set a threshold or
a word, it stands in the plan.
"""
