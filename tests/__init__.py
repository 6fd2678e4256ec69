"""The tests of Dispatcher."""
