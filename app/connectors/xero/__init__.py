"""Xero: the ledger of a Xero organisation over its Accounting API, and the sign-in to it."""
