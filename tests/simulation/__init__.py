"""Whole runs of the engine in simulated time against a world that goes wrong by a seed."""
