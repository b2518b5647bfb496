"""Simulators of the remote systems over HTTP.

Practice books, the tests and the demonstration all talk to these. They are written from the vendors' published facts alone
and share no code with the connectors, so that one misreading cannot be wrong the same way on both sides.
"""
