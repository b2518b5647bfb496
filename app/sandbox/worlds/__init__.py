"""Practice books for the simulated systems: generated, the same each time for a seed, dated relative to a given day."""

from app.sandbox.worlds.build import build_world, world_names
from app.sandbox.worlds.world import World

__all__ = ["World", "build_world", "world_names"]
