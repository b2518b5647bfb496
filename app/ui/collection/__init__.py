"""The screens of a route that collects by debit: health, customers, invoices and settlements, with their dialogs."""
