"""The window of a collection route: by clicks and keys against the simulated systems, and page by page over an office of the tests."""
