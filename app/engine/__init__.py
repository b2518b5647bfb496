"""Carries operations out, once each: checks, batches, answers, look-ups, read-backs, recovery. Knows no vendor and no window."""
