"""What every capability stands on: clock, money, states, errors, database, events, jobs. Knows nothing of commerce."""
