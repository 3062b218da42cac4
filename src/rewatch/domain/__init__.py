"""The records and the rare-earth facts of life: pure, no I/O, no clock."""
