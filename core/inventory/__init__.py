"""What lies in the warehouses, who has it reserved, and every movement in and out."""
