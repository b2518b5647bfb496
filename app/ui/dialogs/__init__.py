"""Dialogs over the window: what a person decides in between, each with a signal that says how it ended."""

from app.ui.dialogs.customers import CustomerMapping, open_customer_mapping
from app.ui.dialogs.organisation import OrganisationDialog, choose_organisation

__all__ = ["CustomerMapping", "OrganisationDialog", "choose_organisation", "open_customer_mapping"]
