"""Composition root: makes everything, knows every class, and is the only place that reads the clock and draws lots."""
