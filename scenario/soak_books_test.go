package scenario

import (
	"path/filepath"
	"testing"
)

// agreements are what must never be otherwise: each counts or sums what
// contradicts it, and gives nought.
var agreements = []struct{ says, query string }{
	{"nobody is paid twice for a month", `SELECT count(*) FROM (
		SELECT r.programme, r.month, l.award FROM disbursement_signature s
		JOIN disbursement_roster r ON r.county = s.county AND r.id = s.roster
		JOIN disbursement_line l ON l.county = s.county AND l.roster = s.roster AND l.edition = s.edition
		WHERE l.award <> '' GROUP BY r.programme, r.month, l.award HAVING count(*) > 1) twice`},
	{"a signature is for what its lines say, without those held", `SELECT count(*) FROM disbursement_signature s
		WHERE s.amount <> (SELECT coalesce(sum(l.amount), 0) FROM disbursement_line l
			WHERE l.county = s.county AND l.roster = s.roster AND l.edition = s.edition AND NOT EXISTS (
				SELECT 1 FROM disbursement_hold h WHERE h.county = l.county AND h.roster = l.roster AND h.edition = l.edition AND h.serial = l.serial
				AND NOT EXISTS (SELECT 1 FROM disbursement_release e WHERE e.county = h.county AND e.hold = h.id)))`},
	{"a signed roster pays what is granted for its month: granted = paid + pending", `SELECT count(*) FROM disbursement_signature s
		JOIN disbursement_roster r ON r.county = s.county AND r.id = s.roster
		WHERE (SELECT sum(l.amount) FROM disbursement_line l WHERE l.county = s.county AND l.roster = s.roster AND l.edition = s.edition)
			<> (SELECT coalesce(sum(t.amount), 0) FROM benefit_award a JOIN benefit_term t ON t.county = a.county AND t.award = a.id
				WHERE a.county = s.county AND a.programme = r.programme AND t.ordinal = (SELECT max(x.ordinal) FROM benefit_term x
					WHERE x.county = a.county AND x.award = a.id AND x.from_month <= r.month))`},
	{"what was confirmed stands in the award, and once", `SELECT count(*) FROM benefit_closing c
		WHERE c.state = 'confirmed' AND c.award <> '' AND 1 <> (SELECT count(*) FROM benefit_term t
			WHERE t.county = c.county AND t.award = c.award AND t.source = 'proposal' AND t.source_id = c.proposal)`},
	{"nothing stands in an award that was not confirmed", `SELECT count(*) FROM benefit_term t WHERE t.source = 'proposal' AND NOT EXISTS (
		SELECT 1 FROM benefit_closing c WHERE c.county = t.county AND c.proposal = t.source_id AND c.state = 'confirmed')`},
	{"granted = approved − cancelled: what rolls brought and confirmations changed", `SELECT
		(SELECT coalesce(sum(t.amount), 0) FROM benefit_term t WHERE t.ordinal = (SELECT max(x.ordinal) FROM benefit_term x
			WHERE x.county = t.county AND x.award = t.award AND x.from_month <= '2026-11'))
		- (SELECT coalesce(sum(t.amount), 0) FROM benefit_term t WHERE t.source = 'roll' AND t.ordinal = (SELECT max(x.ordinal) FROM benefit_term x
			WHERE x.county = t.county AND x.award = t.award AND x.source = 'roll' AND x.from_month <= '2026-11'))
		- (SELECT coalesce(sum(p.new_amount - p.old_amount), 0) FROM benefit_proposal p JOIN benefit_closing c ON c.county = p.county AND c.proposal = p.id
			WHERE c.state = 'confirmed' AND c.from_month <= '2026-11')`},
	{"a draft pays an award once", `SELECT count(*) FROM (SELECT roster, edition, award FROM disbursement_line
		WHERE award <> '' GROUP BY county, roster, edition, award HAVING count(*) > 1) twice`},
	{"every signature is in the log, once", `SELECT (SELECT count(*) FROM disbursement_signature) - (SELECT count(*) FROM audit_entry WHERE act = 'disbursement.sign')`},
	{"a file is in the registers once", `SELECT count(*) FROM (SELECT t.file FROM intake_taking t WHERE NOT EXISTS (
		SELECT 1 FROM intake_undoing u WHERE u.county = t.county AND u.taking = t.id) GROUP BY t.county, t.file HAVING count(*) > 1) twice`},
}

// sound wants the log whole, signed rosters unchanged, and the books in agreement.
func (c county) sound(t *testing.T, where string) {
	t.Helper()
	for _, args := range [][]string{{"audit", "verify"}, {"roster", "verify"}} {
		if out, err := c.command(args...).CombinedOutput(); err != nil {
			t.Errorf("%s: minzheng %v: %v\n%s", where, args, err, out)
		}
	}
	books, err := openBooks(filepath.Join(c.folder, "data"), c.database)
	do(t, err)
	defer books.Close()
	for _, a := range agreements {
		var off int64
		if err := books.QueryRow(a.query).Scan(&off); err != nil {
			t.Fatalf("%s: %s: %v", where, a.says, err)
		}
		if off != 0 {
			t.Errorf("%s: it does not hold that %s: off by %d", where, a.says, off)
		}
	}
}
