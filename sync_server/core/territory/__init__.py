"""The practice office: two made-up teams with a year of work, for whoever wants to try the pages."""
