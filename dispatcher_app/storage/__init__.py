"""How it is kept: the only package that speaks to PostgreSQL."""
