"""Ledgerferry: carries invoices from the systems a business sells in to the ledger it keeps its books in."""
