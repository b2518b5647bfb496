"""What stands behind `packaging/dev.py`; the standard library alone, because it runs before anything is installed."""
