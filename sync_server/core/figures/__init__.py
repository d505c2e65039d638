"""The figures of the pages, one module each: numbers and lists within a sight, from derived rows alone."""
