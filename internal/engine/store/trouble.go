package store

import (
	"context"
	"errors"

	"minzheng/internal/base/fault"
)

// A doubt is a commit of which it is not known whether it was done.
type doubt struct{ cause error }

func (d *doubt) Error() string { return "commit: " + d.cause.Error() }
func (d *doubt) Unwrap() error { return d.cause }

// explain says in a sentence what the database refused, where the person or the administrator can do something about it.
// Faults, and errors of ours, stay as they are.
func (db *DB) explain(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if _, ours := fault.KindOf(err); ours {
		return err
	}
	var unsure *doubt
	switch {
	case db.engine.full(err):
		return fault.Unavailable("磁盘写不进去了（可能已满），这次没有办成，也没有留下一半；请系统管理员腾出空间后再办").Because(err)
	case !db.engine.gone(err):
		return err
	case errors.As(err, &unsure):
		return fault.Unavailable("办到最后一步时与数据库的连接断了，不能确定是否已经办成；请先查看结果，没有办成的再办一次").Because(err)
	}
	return fault.Unavailable("数据库暂时连不上，这次没有办成，也没有留下一半；请稍后再试，仍不行的请联系系统管理员").Because(err)
}
