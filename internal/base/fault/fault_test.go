package fault_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"minzheng/internal/base/fault"
)

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		kind fault.Kind
		ok   bool
	}{
		{"nothing is no fault", nil, "", false},
		{"an internal error is no fault", io.EOF, "", false},
		{"a fault is found through wrapping", fmt.Errorf("show household: %w", fault.NotFound("没有这一户")), fault.KindNotFound, true},
		{"a fault is found beside another error", errors.Join(io.EOF, fault.Conflict("已被他人修改")), fault.KindConflict, true},
		{"a list is invalid whatever is in it", fault.List{fault.Conflict("重复")}, fault.KindInvalid, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			kind, ok := fault.KindOf(c.err)
			if kind != c.kind || ok != c.ok {
				t.Errorf("KindOf = %q, %v; want %q, %v", kind, ok, c.kind, c.ok)
			}
		})
	}
}

func TestList(t *testing.T) {
	t.Run("an empty list is no error", func(t *testing.T) {
		var l fault.List
		l.Add(nil)
		if err := l.Err(); err != nil {
			t.Errorf("Err = %v", err)
		}
	})
	t.Run("takes lists and faults apart and keeps other errors", func(t *testing.T) {
		var inner, l fault.List
		inner.Add(fault.Invalid("name", "姓名为空"))
		inner.Add(fault.Invalid("birth", "出生日期晚于今天"))
		l.Add(fmt.Errorf("register: %w", inner.Err()))
		l.Add(fault.Conflict("号码已登记"))
		l.AddField("number", errors.New("身份证号码为空，请补录"))
		want := []struct{ field, message string }{
			{"name", "姓名为空"}, {"birth", "出生日期晚于今天"}, {"", "号码已登记"}, {"number", "身份证号码为空，请补录"},
		}
		got := fault.Fields(l.Err())
		if len(got) != len(want) {
			t.Fatalf("%d faults, want %d: %v", len(got), len(want), l)
		}
		for i, w := range want {
			if got[i].Field != w.field || got[i].Message != w.message {
				t.Errorf("fault %d is %q %q, want %q %q", i, got[i].Field, got[i].Message, w.field, w.message)
			}
		}
	})
	t.Run("a field given from outside leaves the shared fault as it was", func(t *testing.T) {
		shared := fault.Invalid("", "金额为空")
		var l fault.List
		l.AddField("savings", shared)
		if shared.Field != "" || l[0].Field != "savings" {
			t.Errorf("shared %q, listed %q", shared.Field, l[0].Field)
		}
	})
}

func TestSentence(t *testing.T) {
	cause := fault.Conflict("这一户刚刚被别人修改，请重新打开再改").Because(io.ErrUnexpectedEOF)
	if s, ok := fault.Sentence(cause); !ok || s != "这一户刚刚被别人修改，请重新打开再改" {
		t.Errorf("the person reads %q, %v", s, ok)
	}
	if got := cause.Error(); got != "conflict: 这一户刚刚被别人修改，请重新打开再改: unexpected EOF" {
		t.Errorf("the log reads %q", got)
	}
	if !errors.Is(cause, io.ErrUnexpectedEOF) {
		t.Error("the cause is not found")
	}
	list := fault.List{fault.Invalid("a", "姓名为空"), fault.Invalid("b", "住址为空")}
	if s, _ := fault.Sentence(list); s != "姓名为空；住址为空" {
		t.Errorf("the list reads %q", s)
	}
	if got := list.Error(); got != "invalid a: 姓名为空; invalid b: 住址为空" {
		t.Errorf("the log of the list reads %q", got)
	}
	if s, ok := fault.Sentence(io.EOF); ok {
		t.Errorf("an internal error shows %q", s)
	}
}
