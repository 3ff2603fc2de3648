package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

// Undo is leave to undo an import.
var Undo = access.Permission{Name: "intake.undo", Term: "撤销导入", Roles: []access.Role{access.TownshipOfficer, access.Preparer}}

// An Undoing takes back everything that one taking of a file entered, as one act. 撤销导入.
type Undoing struct {
	File   string // id
	Reason string
	At     time.Time // set by readers
	By     string    // likewise

	Taking   string   // the taking; set for hearers of [Undone]
	Subjects []string // the people and households of whom it entered something
	Awards   []string // the awards of which it entered something
	Since    string   // stamp of the taking
}

// Undone happens while an import is undone. Who keeps something that was made from what it entered refuses.
var Undone = event.Kind[Undoing]{Name: "intake.Undone"}

// longestReason is how many characters a reason may have.
const longestReason = 500

// Undo takes back the last taking of a file: facts are believed no longer and what was believed before is believed again,
// awards and notices of death are withdrawn. Nothing of it happens when anything later builds on it. The same file can
// then be taken in again.
//
// 撤销导入. It returns fault.Denied without [Undo] in the file's division, fault.Invalid without a reason, and
// fault.Conflict naming what builds on the import, or when it was undone already.
func (k *Intake) Undo(ctx context.Context, by access.Actor, u Undoing) error {
	err := k.db.Write(ctx, func(tx *store.Tx) error {
		f, err := One(ctx, tx, by.Scope(Read), u.File)
		if err != nil {
			return err
		}
		if err := by.Require(Undo, f.Division); err != nil {
			return err
		}
		if u.Reason = strings.TrimSpace(u.Reason); u.Reason == "" || utf8.RuneCountInString(u.Reason) > longestReason {
			return fault.Invalid("reason", "请写明撤销的原因，不超过%d个字", longestReason)
		}
		if err := tx.Lock(ctx, "intake"); err != nil {
			return err
		}
		return k.undo(ctx, tx, by, f.ID, u)
	})
	if err != nil {
		return err
	}
	return k.db.Analyze(ctx)
}

func (k *Intake) undo(ctx context.Context, tx *store.Tx, by access.Actor, file string, u Undoing) error {
	f, err := One(ctx, tx, by.Scope(Read), file) // as it is under the lock
	if err != nil {
		return err
	}
	switch t := f.Taking; {
	case t == nil:
		return fault.Conflict("这个文件还没有导入，没有可以撤销的")
	case t.Undone != nil:
		return fault.Conflict("这次导入已由%s撤销", t.Undone.By)
	}
	u.Taking, u.Since = f.Taking.ID, store.FormatStamp(f.Taking.At)
	past := store.Past{Stamp: u.Since}
	if past.Undone, err = undoneStamps(ctx, tx); err != nil {
		return err
	}
	if past.Subjects, err = enteredBy(ctx, tx, f, u.Since); err != nil {
		return err
	}
	u.Subjects = past.Subjects
	if err := lockTaken(ctx, tx, u); err != nil {
		return err
	}
	if err := unusedSince(ctx, tx, u, past); err != nil {
		return err
	}
	u.Awards, err = benefit.Withdraw(ctx, tx, by, benefit.Withdrawal{Intake: f.ID, File: f.Name, Past: past, Reason: u.Reason})
	if err != nil {
		return err
	}
	for _, back := range []func(context.Context, *store.Tx, store.Past) error{circumstance.GoBack, household.GoBack, person.GoBack} {
		if err := back(ctx, tx, past); err != nil {
			return err
		}
	}
	if _, err := person.WithdrawDeaths(ctx, tx, deathSource(f.ID)); err != nil {
		return err
	}
	return k.closeUndoing(ctx, tx, by, f, u)
}

// lockTaken keeps others from the people and households that the taking named, until they are as they were: what somebody
// corrects at the same moment either hinders the undoing or waits for it.
func lockTaken(ctx context.Context, tx *store.Tx, u Undoing) error {
	rows, err := tx.Query(ctx, `SELECT DISTINCT household, person FROM intake_row WHERE county = $1 AND taking = $2`, tx.County(), u.Taking)
	if err != nil {
		return fmt.Errorf("read who was taken in: %w", err)
	}
	defer rows.Close()
	var names []string
	for _, id := range u.Subjects {
		names = append(names, "person/"+id, "household/"+id) // the books of one kind know the other's ids not
	}
	for rows.Next() {
		var household, person string
		if err := rows.Scan(&household, &person); err != nil {
			return err
		}
		names = append(names, "household/"+household, "person/"+person)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return tx.LockAll(ctx, names)
}

// enteredBy are the people and households of whom the taking entered something.
func enteredBy(ctx context.Context, tx *store.Tx, f File, stamp string) ([]string, error) {
	source := circumstance.Source{Origin: circumstance.Imported, Note: f.Name}
	people, err := person.Written(ctx, tx, stamp, source.String())
	if err != nil {
		return nil, err
	}
	homes, err := household.Written(ctx, tx, stamp, source.String())
	if err != nil {
		return nil, err
	}
	about, err := circumstance.Written(ctx, tx, stamp, source)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(people, homes, about)
	slices.Sort(all)
	return slices.Compact(all), nil
}

// unusedSince refuses when a later list names the same people or households, or when something else became known of
// them.
func unusedSince(ctx context.Context, tx *store.Tx, u Undoing, past store.Past) error {
	var later string
	var n int
	err := tx.QueryRow(ctx, `SELECT max(f.name), count(*) FROM intake_row mine
		JOIN intake_row r ON r.county = mine.county AND r.taking <> mine.taking AND r.taken = 1
			AND (r.household <> '' AND r.household = mine.household OR r.person <> '' AND r.person = mine.person)
		JOIN intake_taking t ON t.county = r.county AND t.id = r.taking AND t.taken_at > $3
		JOIN intake_file f ON f.county = t.county AND f.id = t.file
		WHERE mine.county = $1 AND mine.taking = $2 AND mine.taken = 1
			AND NOT EXISTS (SELECT 1 FROM intake_undoing x WHERE x.county = t.county AND x.taking = t.id)
		HAVING count(*) > 0`, tx.County(), u.Taking, u.Since).Scan(&later, &n)
	if err == nil {
		return fault.Conflict("不能撤销：后来导入的“%s”也有其中的户或人（%d行），请先撤销那一次导入", later, n)
	}
	if !store.IsNoRows(err) {
		return fmt.Errorf("read later imports: %w", err)
	}
	for _, of := range []struct {
		says  string
		later func(context.Context, *store.Tx, store.Past) ([]string, error)
	}{
		{"不能撤销：其中%d人的登记后来又有更正", person.Later},
		{"不能撤销：其中%d户、人的家庭情况（成员、住址、在家外出）后来又有变动", household.Later},
		{"不能撤销：其中%d户、人的境况后来又有更正", circumstance.Later},
	} {
		found, err := of.later(ctx, tx, past)
		if err != nil {
			return err
		}
		if len(found) > 0 {
			return fault.Conflict(of.says, len(found))
		}
	}
	return nil
}

// closeUndoing tells whoever must know, and keeps the act.
func (k *Intake) closeUndoing(ctx context.Context, tx *store.Tx, by access.Actor, f File, u Undoing) error {
	if err := benefit.FactsChangedAll(ctx, tx, by, u.Subjects); err != nil {
		return err
	}
	if err := Undone.Emit(ctx, k.bus, tx, by, u); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO intake_undoing (county, taking, undone_at, undoer, undoer_name, reason) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.County(), u.Taking, tx.Stamp(), by.ID, by.Name, u.Reason)
	if err != nil {
		return fmt.Errorf("write undoing: %w", err)
	}
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: "intake.undo", Subject: "intake_file", SubjectID: f.ID, Division: f.Division, Reason: u.Reason, Details: map[string]string{"name": f.Name, "taking": u.Taking},
	})
}

// undoneStamps are the moments of takings that were undone, and of their undoing.
func undoneStamps(ctx context.Context, tx *store.Tx) (map[string]bool, error) {
	rows, err := tx.Query(ctx, `SELECT t.taken_at, u.undone_at FROM intake_undoing u
		JOIN intake_taking t ON t.county = u.county AND t.id = u.taking WHERE u.county = $1`, tx.County())
	if err != nil {
		return nil, fmt.Errorf("read undone takings: %w", err)
	}
	defer rows.Close()
	stamps := map[string]bool{}
	for rows.Next() {
		var taken, undone string
		if err := rows.Scan(&taken, &undone); err != nil {
			return nil, err
		}
		stamps[taken], stamps[undone] = true, true
	}
	return stamps, rows.Err()
}
