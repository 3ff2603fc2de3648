// Package job does work that takes too long to wait for (后台工作): it is asked for in the transaction of an act, runs
// soon after, tells how far it has come, and ends with a sentence.
//
// Work stands in the books, so it outlives the program: when a server dies in the middle, another one, or the same one
// started again, takes it up once the lease of the dead one is over. Several servers may run beside each other; each
// claims one piece of work at a time. What a piece of work has done twice must have been done once: it writes in
// portions, each in a transaction that begins with [Work.Hold].
//
// Start reading at [Kind], [Ask] and [Runner]. Why this is no library: docs/decisions/0008.
package job

import (
	"context"
	"embed"
	"fmt"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

//go:embed migrations
var migrations embed.FS

// Migrations are the tables of the engine.
var Migrations = store.Within(migrations, "migrations")

// A Kind is one kind of work that runs later. Each room declares its own.
type Kind struct {
	Name string // "intake.takein": room and verb
	Term string // 导入名册
	// Run does the work, as whoever asked for it, and says in one sentence what came of it. It is called again when a
	// server died in the middle. A fault ends the work with the fault's sentence; fault.Unavailable and errors that
	// are no faults are tried again some times.
	Run func(ctx context.Context, w *Work) (says string, err error)
}

// An Order is what is asked for.
type Order struct {
	Kind    string
	About   string // what it is about, for people: the name of a file
	Subject string // id of the record it is about: while work of the kind on it is unfinished, no second one is begun
	Input   string // what the kind needs to know
	Path    string // the page that shows the result; may be empty
}

// A State is where a piece of work stands.
type State string

// The states.
const (
	Waiting State = "waiting" // asked for, or given back by a server that ended
	Running State = "running" // claimed by a server
	Done    State = "done"
	Failed  State = "failed" // ended without result; the sentence says why
)

// Term is the state in Chinese.
func (s State) Term() string {
	switch s {
	case Waiting:
		return "等候"
	case Running:
		return "进行中"
	case Done:
		return "已完成"
	case Failed:
		return "没有做成"
	}
	return string(s)
}

// A Job is a piece of work as it stands.
type Job struct {
	ID string
	Order
	By       access.Actor
	AskedAt  time.Time
	State    State
	Attempt  int
	EndedAt  time.Time // zero before
	Says     string    // what came of it
	Progress Progress
}

// Ended tells whether nothing more will happen.
func (j Job) Ended() bool { return j.State == Done || j.State == Failed }

// Progress is how far work has come.
type Progress struct {
	Words string // what is being done: 逐行核对
	Done  int
	Total int       // 0: not known
	Since time.Time // when this part of the work began
	At    time.Time // when this was known
}

// Left is how long the present part will still take at the pace so far, in words; empty while nobody can tell.
func (p Progress) Left() string {
	if p.Done == 0 || p.Total <= p.Done || !p.At.After(p.Since) {
		return ""
	}
	left := time.Duration(float64(p.At.Sub(p.Since)) / float64(p.Done) * float64(p.Total-p.Done))
	if left < time.Minute {
		return fmt.Sprintf("约 %d 秒", int(left.Seconds())+1)
	}
	return fmt.Sprintf("约 %d 分钟", int(left.Minutes()+0.5))
}

// Ask puts work into the transaction: it begins soon after the commit, and never when the act fails. While work of the
// same kind on the same subject is unfinished, its id is given again.
func Ask(ctx context.Context, tx *store.Tx, by access.Actor, o Order) (id string, err error) {
	if err := tx.Lock(ctx, "job/"+o.Kind+"/"+o.Subject); err != nil {
		return "", err
	}
	open, err := unfinished(ctx, tx, o)
	if err != nil || open != "" {
		return open, err
	}
	id = tx.NewID()
	_, err = tx.Exec(ctx, `INSERT INTO job_job (county, id, kind, about, subject, input, path, actor, actor_name, actor_role, actor_division,
			asked_at, state, due, attempt, holder, lease, begun_at, ended_at, says)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'waiting', $12, 0, '', '', '', '', '')`,
		tx.County(), id, o.Kind, o.About, o.Subject, o.Input, o.Path, by.ID, by.Name, string(by.Role), string(by.Division), tx.Stamp())
	if err != nil {
		return "", fmt.Errorf("ask for %s: %w", o.Kind, err)
	}
	return id, nil
}

// One gives a piece of work that the reader asked for, or that somebody of the reader's division did; fault.NotFound
// when there is none.
func One(ctx context.Context, tx *store.Tx, by access.Actor, id string) (Job, error) {
	found, err := jobs(ctx, tx, `j.id = $2`, []any{id}, 1)
	if err != nil {
		return Job{}, err
	}
	if len(found) == 0 || found[0].By.ID != by.ID && !by.Division.Contains(found[0].By.Division) {
		return Job{}, fault.NotFound("没有找到这项工作，或者它不在您负责的区划内")
	}
	return found[0], nil
}

// Mine gives what the actor asked for, the newest first; before is the id of the last one of the page before.
func Mine(ctx context.Context, tx *store.Tx, by access.Actor, before string, limit int) ([]Job, error) {
	if before == "" {
		return jobs(ctx, tx, `j.actor = $2`, []any{by.ID}, limit)
	}
	return jobs(ctx, tx, `j.actor = $2 AND j.id < $3`, []any{by.ID, before}, limit)
}

// Unfinished gives what the actor asked for and is not ended yet, the newest first.
func Unfinished(ctx context.Context, tx *store.Tx, by access.Actor, limit int) ([]Job, error) {
	return jobs(ctx, tx, `j.actor = $2 AND j.state IN ('waiting', 'running')`, []any{by.ID}, limit)
}

// On gives the last work of a kind on a subject, and whether there is any. The subject is one that the reader was
// already found to have in sight.
func On(ctx context.Context, tx *store.Tx, kind, subject string) (j Job, ok bool, err error) {
	found, err := jobs(ctx, tx, `j.subject = $2 AND j.kind = $3`, []any{subject, kind}, 1)
	if err != nil || len(found) == 0 {
		return Job{}, false, err
	}
	return found[0], true, nil
}

func actorOf(id, name, role, at string) access.Actor {
	return access.Actor{ID: id, Name: name, Role: access.Role(role), Division: division.Code(at)}
}
