"""Facts about lists that a start needs; apart from the records, so that it need not load them.

The view of all lists is no file: it can be looked at, and not be changed.
"""

ALL_LISTS = "all-lists"
ALL_LISTS_NAME = "All lists"
COMPARED_FEWEST, COMPARED_MOST = 2, 6  # companies of one comparison
