package benefit

import (
	"time"

	"minzheng/internal/base/month"
)

// A Reason is the record kept of one assessment: what was known, which law was
// applied, what came out. Its facts are frozen, so the calculation sheet prints
// from it at any time. 认定理由.
type Reason struct {
	ID         string
	Run        string
	Programme  string
	Holder     Holder
	Household  string
	Month      month.Month
	Digest     string // SM3 of the frozen facts, hex
	Assessment Assessment
	At         time.Time
}
