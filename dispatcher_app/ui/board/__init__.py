"""The two tables: what is shown in which order, the models that hold it and how its cells are drawn."""
