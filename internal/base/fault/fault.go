// Package fault is the five kinds of error (差错) that a person at the screen can do
// something about, each with its sentence in Chinese.
//
// A fault says what to do next ("身份证号码第18位校验不符，请核对原件"). Every
// other error is internal: the page shows one fixed sentence and a number, and
// the operator finds the rest in the log. This package knows no status codes;
// only engine/web turns a Kind into one.
//
// Start reading at Error; a form with several wrong fields collects them in a
// List.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// A Kind says what sort of fault it is, and so what the person can do about it.
type Kind string

// The closed list of kinds.
const (
	KindInvalid     Kind = "invalid"     // what was entered cannot be right; Field names where
	KindNotFound    Kind = "not_found"   // it does not exist, or not in the person's division
	KindDenied      Kind = "denied"      // the person may not do this
	KindConflict    Kind = "conflict"    // it contradicts what is recorded; look again, then decide
	KindUnavailable Kind = "unavailable" // it cannot be done now, but later or elsewhere
)

// An Error is one fault: its kind, the form field it belongs to (only for
// KindInvalid, may be empty) and the Chinese sentence for the person.
type Error struct {
	Kind    Kind
	Field   string
	Message string
	cause   error
}

// Invalid returns the fault of a value that cannot be right. The field is the
// form's name of it, empty when it belongs to the whole; the sentence is
// formatted as by fmt.Sprintf.
func Invalid(field, format string, args ...any) *Error {
	return &Error{Kind: KindInvalid, Field: field, Message: fmt.Sprintf(format, args...)}
}

// NotFound returns the fault of a thing that does not exist or does not lie in
// the person's division; the two are never told apart to the person.
func NotFound(format string, args ...any) *Error {
	return &Error{Kind: KindNotFound, Message: fmt.Sprintf(format, args...)}
}

// Denied returns the fault of a missing permission.
func Denied(format string, args ...any) *Error {
	return &Error{Kind: KindDenied, Message: fmt.Sprintf(format, args...)}
}

// Conflict returns the fault of an act that contradicts what is recorded, such
// as a second officer changing what the first has just changed.
func Conflict(format string, args ...any) *Error {
	return &Error{Kind: KindConflict, Message: fmt.Sprintf(format, args...)}
}

// Unavailable returns the fault of something that cannot be done at the moment.
func Unavailable(format string, args ...any) *Error {
	return &Error{Kind: KindUnavailable, Message: fmt.Sprintf(format, args...)}
}

// Because returns the same fault with its cause, which the log shows and the
// person does not see.
func (e *Error) Because(cause error) *Error {
	caused := *e
	caused.cause = cause
	return &caused
}

// Error is the line for the log: kind, field, sentence and cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Kind))
	if e.Field != "" {
		b.WriteString(" " + e.Field)
	}
	b.WriteString(": " + e.Message)
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause, or nil.
func (e *Error) Unwrap() error { return e.cause }

// A List collects all faults of a form, so that the person sees them at once.
// As an error it is of KindInvalid.
type List []*Error

// Add appends the faults inside err and ignores nil. An error that is no fault
// becomes an invalid one without a field, so that nothing is lost.
func (l *List) Add(err error) { l.AddField("", err) }

// AddField appends the faults inside err as Add does, and gives the field to
// those that name none.
func (l *List) AddField(field string, err error) {
	if err == nil {
		return
	}
	found := Fields(err)
	if len(found) == 0 {
		found = []*Error{Invalid("", "%s", err)}
	}
	for _, e := range found {
		if e.Field == "" && field != "" {
			named := *e
			named.Field = field
			e = &named
		}
		*l = append(*l, e)
	}
}

// Err returns the list as an error, nil when it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// Error is the line for the log, all faults one after the other.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "; ")
}

// Fields returns the faults inside err, through any wrapping: those of a List,
// or the one Error, or none.
func Fields(err error) []*Error {
	var list List
	if errors.As(err, &list) {
		return list
	}
	var one *Error
	if errors.As(err, &one) {
		return []*Error{one}
	}
	return nil
}

// KindOf returns the kind of the fault inside err, through any wrapping; it is
// false when err is internal. A List is KindInvalid.
func KindOf(err error) (Kind, bool) {
	var list List
	if errors.As(err, &list) {
		return KindInvalid, true
	}
	var one *Error
	if errors.As(err, &one) {
		return one.Kind, true
	}
	return "", false
}

// Sentence returns what a person may read about err, the sentences of a List
// joined; it is false when err is internal and nothing of it may be shown.
func Sentence(err error) (string, bool) {
	found := Fields(err)
	if len(found) == 0 {
		return "", false
	}
	sentences := make([]string, len(found))
	for i, e := range found {
		sentences[i] = e.Message
	}
	return strings.Join(sentences, "；"), true
}
