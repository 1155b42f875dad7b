"""What things cost: price lists, the one pricing function with its trace, tax, delivery fees and rounding."""
