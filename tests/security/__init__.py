"""What must not happen, each with its expected outcome; `python -m tests.security` prints the table."""
