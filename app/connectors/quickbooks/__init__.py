"""QuickBooks Online as a ledger: everything that knows Intuit's API."""
