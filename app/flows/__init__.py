"""Use cases: what a person wants done, from reading both sides to a plan, and from a confirmed plan to its proof."""
