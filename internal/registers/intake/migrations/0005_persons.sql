-- +goose Up
-- Whom a row of a list of persons or of deaths is about; empty for households and for what was left out.
ALTER TABLE intake_row ADD COLUMN person TEXT NOT NULL DEFAULT '';
