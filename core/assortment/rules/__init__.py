"""Pure rules of the range: mappings, reading files, and turning rows into articles."""
