"""What customers say about ordering: one question after each order, and what the answers come to."""
