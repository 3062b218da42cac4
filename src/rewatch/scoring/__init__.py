"""Evidence to intervals to ranks: pure functions; time and randomness are arguments."""
