"""The board on paper, and the last board seen: what a room goes on with when the database is away."""
