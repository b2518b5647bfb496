"""The one way over the network: a client for reads and writes, with its own deadlines, limits, pacing and table of replies.

Reads are repeated by a table; a write is tried exactly once and what is known of it is reported, never guessed.
"""
