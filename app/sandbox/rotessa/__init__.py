"""A Rotessa account that behaves as the real one is known to (apis/rotessa.md): customers, debits and what becomes of them."""

from app.sandbox.rotessa.system import RotessaSystem

__all__ = ["RotessaSystem"]
