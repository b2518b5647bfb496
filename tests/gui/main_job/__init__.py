"""The whole job in the real window: real worker thread, real desks, practice books in a process of their own."""
