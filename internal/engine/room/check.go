package room

import (
	"context"
	"fmt"

	"minzheng/internal/engine/store"
)

// A Check is one thing that a room can say about the soundness of its own books (系统体检). Whoever runs the checks knows
// no room.
type Check struct {
	Term string // 名册与签批时一致
	Run  func(ctx context.Context, tx *store.Tx) (Verdict, error)
}

// A Verdict is what a check found.
type Verdict struct {
	Grade Grade
	Says  string // what was found, with its numbers
	Do    string // what to do about it; empty when nothing
}

// Grade says how a check ended.
type Grade string

// The grades.
const (
	Sound  Grade = "sound"  // as it should be
	Notice Grade = "notice" // works, and somebody should look
	Broken Grade = "broken" // something is wrong or would be lost
)

// Sign is the grade as a character, for a terminal.
func (g Grade) Sign() string {
	switch g {
	case Sound:
		return "✔"
	case Notice:
		return "!"
	}
	return "✘"
}

// Good is the verdict of a check that found nothing wrong.
func Good(format string, args ...any) Verdict {
	return Verdict{Grade: Sound, Says: fmt.Sprintf(format, args...)}
}

// None is a check that there are no rows of some kind: the statement counts them, with the county as $1. What says what such
// a row would be: "待遇的对象不在底册".
func None(term, what, do, statement string) Check {
	return Check{Term: term, Run: func(ctx context.Context, tx *store.Tx) (Verdict, error) {
		var n int64
		if err := tx.QueryRow(ctx, statement, tx.County()).Scan(&n); err != nil {
			return Verdict{}, fmt.Errorf("check %s: %w", term, err)
		}
		if n > 0 {
			return Verdict{Broken, fmt.Sprintf("%s：%d 处", what, n), do}, nil
		}
		return Good("没有例外"), nil
	}}
}
