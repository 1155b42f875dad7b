"""People and companies: customers and their accounts, staff with roles, addresses, business units."""
