"""What others may know of invoices, open items and money."""
