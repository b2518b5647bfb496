"""The screens of the window, driven with keys and clicks over an office without threads."""
