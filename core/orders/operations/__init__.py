"""What can be done with orders and their parts."""
