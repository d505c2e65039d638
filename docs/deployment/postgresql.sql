-- As the administrator of PostgreSQL 14 or newer: a user and a database for fieldlog-server alone.
CREATE ROLE fieldlog LOGIN PASSWORD 'change me';
CREATE DATABASE fieldlog OWNER fieldlog ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
REVOKE ALL ON DATABASE fieldlog FROM PUBLIC;
