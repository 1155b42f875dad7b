"""What can be done to fulfil parts of orders."""
