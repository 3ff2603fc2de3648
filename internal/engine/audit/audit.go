// Package audit keeps the activity log (活动记录): who did what to which record, when and why. Entries are only ever added.
//
// Entries stand in chains, one for each township and one for the county. Each entry carries the SM3 hash of itself
// and of the hash before it, so an entry that is altered, removed or put in later breaks its chain, and [Verify]
// names it. A chain that was cut at its end, or computed anew from some entry on, is whole in itself; it shows
// against a [Head] that was noted earlier outside the machine. So print the heads and keep them on paper.
//
// Identity numbers never stand in an entry, not even hashed, since a hash of a number can be guessed.
//
// 活动记录. 《中华人民共和国个人信息保护法》 art 51, 54.
package audit

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

//go:embed migrations
var migrations embed.FS

// Migrations are the tables of the log.
var Migrations = store.Within(migrations, "migrations")

// An Entry is one act, or one look into a personal file, as its author's room tells it.
type Entry struct {
	Act       string            // "household.correct": room and verb
	Subject   string            // what kind of record: "household"
	SubjectID string            // its id
	Division  division.Code     // where the record belongs; decides the chain
	Reason    string            // why, where the act asks for it
	Details   map[string]string // what else an auditor needs; never an identity number
}

// Append adds the entry to the log within tx. It is sealed into its chain just before the commit, so that the
// head of the chain is locked as shortly as possible; if the act fails, nothing of it is logged.
func Append(ctx context.Context, tx *store.Tx, by access.Actor, e Entry) error {
	details, err := json.Marshal(e.Details) // keys come out sorted
	if err != nil {
		return fmt.Errorf("log %s: %w", e.Act, err)
	}
	at := e.Division
	if at == "" {
		at = by.Division
	}
	r := record{
		Chain: chainOf(at), ID: tx.NewID(), At: tx.Stamp(), Actor: by.ID, ActorName: by.Name, Role: string(by.Role),
		Division: string(at), Act: e.Act, Subject: e.Subject, SubjectID: e.SubjectID, Reason: e.Reason, Details: string(details),
	}
	pendingOf(ctx, tx).add(r)
	return nil
}

// chainOf is the township of a division, or the county itself for what belongs to no township.
func chainOf(at division.Code) string {
	if at.Level() >= division.Town {
		return string(at.Town())
	}
	return string(at)
}
