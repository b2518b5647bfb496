"""Bad input from everywhere, carried through the whole main job: nothing breaks, nothing changes in silence."""
