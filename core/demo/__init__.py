"""The demo company and its year, the replay of real baskets, and the proof that everything agrees to the cent."""
