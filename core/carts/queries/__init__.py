"""What others may know of carts and the shelf."""
