"""Autotask PSA as a source of invoices: search, translation, the check before a send, the mark afterwards.

Facts about the remote API are cited as apis/autotask.md with the section; the vendor's pages are named there.
"""
