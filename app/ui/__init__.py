"""The window: screens, dialogs and the visual language they share. Knows domain and worker, nothing below."""
