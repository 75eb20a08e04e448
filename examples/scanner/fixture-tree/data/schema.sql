CREATE TABLE customers (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  password_hash bytea NOT NULL
);
