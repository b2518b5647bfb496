"""Protocols: what the flows and the engine need from the outside, by capability and without vendors' names."""
