"""Actions of promotions: one file each, nothing to register. Copy the nearest one."""
