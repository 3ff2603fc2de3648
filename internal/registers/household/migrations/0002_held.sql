-- +goose Up
-- Where somebody lives and where a household is on a day, as believed today, without looking up the row itself: whoever
-- counts a county asks it for every award.
CREATE INDEX household_member_held ON household_member (county, person, known_until, true_from, true_until, household);
CREATE INDEX household_seat_held ON household_seat (county, household, known_until, true_from, true_until, division);
