-- What is found by its age when it is to be forgotten (rule 60).

-- When its owner last signed in. Null in no row: what was there before gets when it was last proven.
ALTER TABLE people ADD COLUMN used_at BIGINT;

UPDATE people SET used_at = COALESCE(
    (SELECT MAX(proven_at) FROM person_addresses WHERE person_addresses.person = people.id),
    created_at
);

-- Accounts nobody has used are forgotten.
CREATE INDEX people_by_use ON people (used_at);

-- Looks are forgotten by age.
CREATE INDEX accesses_by_age ON accesses (at);

-- Complaints are forgotten by age.
CREATE INDEX complaints_by_filing ON complaints (filed_at) WHERE filed_at IS NOT NULL;

-- Closings are looked through by age.
CREATE INDEX line_closures_by_age ON line_closures (reported_at, recipient, closed_at);

-- Choices are looked through by age.
CREATE INDEX notice_policies_by_age ON notice_policies (set_at, recipient);
