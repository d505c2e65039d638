"""The HTTP of the laptops: one table of endpoints, one shape of refusals, one document of both."""
