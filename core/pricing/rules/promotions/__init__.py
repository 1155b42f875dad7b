"""Promotions: conditions and actions, one small file each, and the engine that lets them work on a basket."""
