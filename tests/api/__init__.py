"""The API as those who read it with programs see it."""
