"""The command line: the same desks as the window, in plain words, for scheduled jobs and support."""
