"""Ranks ledger contacts for a source company, with reasons; it proposes and never maps by itself."""

from app.domain.suggestions.contacts import ContactIndex
from app.domain.suggestions.model import Certainty, Ranking, Reason, ReasonKind, Suggestion, Tone

__all__ = ["Certainty", "ContactIndex", "Ranking", "Reason", "ReasonKind", "Suggestion", "Tone"]
