package rules

import "minzheng/internal/base/month"

// A Formula is a function of the law with the month it applies from. When the
// logic of a law changes, the old function stays and a new one is added behind
// it: a case of three years ago computes as it did then.
type Formula[F any] struct {
	From   month.Month
	Source string // the text that brought it
	Do     F
}

// Pick finds the formula that governs a month in a set ordered by From; false
// before the first.
func Pick[F any](set []Formula[F], m month.Month) (f Formula[F], ok bool) {
	for _, candidate := range set {
		if candidate.From > m {
			break
		}
		f, ok = candidate, true
	}
	return f, ok
}
