"""What the dispatch key will do, why it cannot, and the button itself."""
