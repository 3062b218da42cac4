"""The filter language: one line of text, three answers (match, unknown, no)."""
