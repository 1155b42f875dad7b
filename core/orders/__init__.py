"""Orders: what was agreed, cut into parts by kind and business unit, with a status derived from the parts."""
