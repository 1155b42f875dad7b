"""What is due and what was paid: invoices, credit notes, open items, deposits, receipts and pay-outs."""
