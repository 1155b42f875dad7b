"""What pages and operations may know of quotes."""
