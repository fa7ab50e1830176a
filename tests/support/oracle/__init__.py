"""An independent office: fills forms by their public contract and works out what must come of it.

It imports nothing from `cascade`.
"""
