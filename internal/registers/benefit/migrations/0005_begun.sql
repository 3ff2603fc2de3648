-- +goose Up
-- The last term of every award that has begun by a month.
CREATE INDEX benefit_term_begun ON benefit_term (county, award, from_month, ordinal);
