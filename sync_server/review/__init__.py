"""The pages of supervisors: HTML made on the server, in Chinese and English, without JavaScript."""
