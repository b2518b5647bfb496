"""Collecting from customers' bank accounts: debits for the ledger's invoices, and what settled back into the ledger."""
