-- +goose Up
-- Lists of households go through the places in their order, as believed today: without it every page sorts the county.
CREATE INDEX household_seat_listed ON household_seat (county, known_until, division, household, true_from, true_until);
