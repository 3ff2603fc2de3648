-- +goose Up
CREATE INDEX assistance_request_applicant ON assistance_request (county, applicant);
