"""What the view of all lists is called; apart from the records, so that a start need not load them.

It is no file: it can be looked at, and not be changed.
"""

ALL_LISTS = "all-lists"
ALL_LISTS_NAME = "All lists"
