-- +goose Up
-- What the lines of a settled roster add up to, village by village: held lines are left out. Written once, when the roster
-- is signed or taken over; from then on its lines never change.
CREATE TABLE disbursement_sum (
    county  TEXT NOT NULL,
    roster  TEXT NOT NULL,
    village TEXT NOT NULL,
    class   TEXT NOT NULL,
    edition BIGINT NOT NULL,
    lines   BIGINT NOT NULL,
    persons BIGINT NOT NULL,
    amount  BIGINT NOT NULL,
    PRIMARY KEY (county, roster, village, class),
    FOREIGN KEY (county, roster, edition) REFERENCES disbursement_edition (county, roster, number)
);

-- Rosters that were settled before.
INSERT INTO disbursement_sum (county, roster, village, class, edition, lines, persons, amount)
SELECT l.county, l.roster, l.village, l.class, l.edition, COUNT(*),
    CAST(SUM((SELECT COALESCE(SUM(c.heads), 0) FROM disbursement_covered c
        WHERE c.county = l.county AND c.roster = l.roster AND c.edition = l.edition AND c.serial = l.serial)) AS BIGINT),
    CAST(SUM(l.amount) AS BIGINT)
FROM (SELECT county, roster, edition FROM disbursement_signature UNION ALL SELECT county, roster, edition FROM disbursement_takeover) s
JOIN disbursement_line l ON l.county = s.county AND l.roster = s.roster AND l.edition = s.edition
WHERE NOT EXISTS (SELECT 1 FROM disbursement_hold h WHERE h.county = l.county AND h.roster = l.roster AND h.edition = l.edition
    AND h.serial = l.serial AND NOT EXISTS (SELECT 1 FROM disbursement_release x WHERE x.county = h.county AND x.hold = h.id))
GROUP BY l.county, l.roster, l.village, l.class, l.edition;
