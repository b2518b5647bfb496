"""Rotessa: who pays by pre-authorised debit, what is to be debited when, and what has become of it (apis/rotessa.md)."""
