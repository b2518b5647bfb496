"""Work off the window's thread: two lanes, handles that tell how it goes, and the office that screens ask for what they need."""
