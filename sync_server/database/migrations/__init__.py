"""Steps from one layout of the tables to the next, run by ``schema.upgrade`` within one transaction."""
