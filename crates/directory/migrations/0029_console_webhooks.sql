-- Push connections are made on the console, too.

-- How a connection was made: 'contract', 'console', or 'console-with-own': on the console, for movements of the provider's
-- own side as well.
ALTER TABLE push_connections ADD COLUMN terms TEXT NOT NULL DEFAULT 'contract'
    CONSTRAINT push_connections_terms CHECK (terms IN ('contract', 'console', 'console-with-own'));
