"""Collecting what customers owe by direct debit: payers, debits, transactions, and how they belong to the ledger's invoices."""
