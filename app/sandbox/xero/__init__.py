"""A simulator of Xero's identity and accounting interfaces, written from the published facts in apis/xero.md."""

from app.sandbox.xero.system import XeroSystem

__all__ = ["XeroSystem"]
