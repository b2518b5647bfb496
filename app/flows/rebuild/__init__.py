"""Rebuilding a journal that has forgotten something from the ledger itself."""
