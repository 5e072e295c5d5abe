"""What goes out in others' formats, read by clients that others wrote or held against the rules of
the format."""
