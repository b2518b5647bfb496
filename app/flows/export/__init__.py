"""Export: invoices of a source system into a ledger, then the source's mark."""
