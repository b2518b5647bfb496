"""Connectors: one folder for each remote system, a translation between its wire and the domain, and nothing of any other system.

`http` and `oauth` are shared by all of them; a connector never imports another connector.
"""
