"""The books: chart of accounts, journal, postings, revenue schedules and balances."""
