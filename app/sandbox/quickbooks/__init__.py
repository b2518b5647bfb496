"""A simulator of QuickBooks Online and of Intuit's sign-in, written from the published facts in apis/quickbooks.md."""

from app.sandbox.quickbooks.system import QuickBooksSystem

__all__ = ["QuickBooksSystem"]
