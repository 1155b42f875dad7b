"""The business of Kontor: capabilities in layers, from the kernel up to the command line."""
