"""What pages show when it comes from several capabilities, or needs words: ready answers for the templates."""
