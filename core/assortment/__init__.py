"""The whole range of articles as files and lists see it: import, export, and changing many at once."""
