"""What is true: identities, statuses and legal moves, records, orders, rules and errors. Standard library only."""
