-- Who may use a brand is listed and counted for its provider.
CREATE INDEX partner_grants_live_by_brand ON partner_grants (brand, partner)
    WHERE revoked_at IS NULL;

CREATE INDEX intermediary_grants_live_by_brand ON intermediary_grants (brand, intermediary)
    WHERE revoked_at IS NULL;
