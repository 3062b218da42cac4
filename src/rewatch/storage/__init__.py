"""Files to records and back: all the input and output there is."""
