-- +goose Up
-- Whom the monitoring against falling back watches: few among all facts.
CREATE INDEX circumstance_fact_monitored ON circumstance_fact (county, subject) WHERE kind = 'monitored';
