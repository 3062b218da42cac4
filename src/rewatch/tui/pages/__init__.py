"""Lines of pages, made from scores and records: pure functions that know no screen."""
