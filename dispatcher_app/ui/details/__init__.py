"""What is known of the selected call, and the choosers for hospital and paramedic."""
