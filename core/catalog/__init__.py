"""What the company sells: categories, products, their variants, plans, bundles and search words."""
