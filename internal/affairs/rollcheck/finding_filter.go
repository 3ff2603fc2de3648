package rollcheck

import (
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/registers/place"
)

// pending is the state of the filter for what a person still has to judge.
const pending State = "pending"

// A sieve narrows findings.
type sieve struct {
	kind  Kind
	level Level
	at    division.Code // a township or a village
	state State         // pending: open and reopened; empty: all
}

func (s sieve) keep(all []Finding) []Finding {
	var kept []Finding
	for _, f := range all {
		if s.passes(f) {
			kept = append(kept, f)
		}
	}
	return kept
}

func (s sieve) passes(f Finding) bool {
	switch {
	case s.kind != "" && f.Kind != s.kind, s.level != "" && f.Level != s.level:
		return false
	case s.at != "" && !slices.ContainsFunc(f.Places, s.at.Contains):
		return false
	case s.state == pending:
		return f.Open()
	}
	return s.state == "" || f.State() == s.state
}

// A Tally is how many findings there are, and what is paid on the strength of them. 疑点统计.
type Tally struct {
	Likely, Look, Info int
	Judged             int       // of all levels
	Verified           int       // of the judged: as suspected, and found again
	Stake              money.Fen // of the likely ones and those to be looked at
}

// Open is how many wait for a verdict or are for the record.
func (t Tally) Open() int { return t.Likely + t.Look + t.Info }

func (t *Tally) count(f Finding) {
	if !f.Open() {
		t.Judged++
		if f.State() == Verified {
			t.Verified++
		}
		return
	}
	switch f.Level {
	case Likely:
		t.Likely++
	case Look:
		t.Look++
	case Info:
		t.Info++
		return
	}
	t.Stake += f.Stake
}

func tallied(all []Finding) (t Tally) {
	for _, f := range all {
		t.count(f)
	}
	return t
}

// A townRow is one township in the table of kinds by townships. What lies in two townships counts in both.
type townRow struct {
	At    division.Code
	Name  string
	Tally Tally
	Kinds []int // open ones, in the order of the table's kinds
}

// A matrix is how many open findings there are by township and kind.
type matrix struct {
	Kinds []Kind // those that occur
	Towns []townRow
}

func matrixOf(all []Finding, tree *place.Tree) matrix {
	var m matrix
	occurs := map[Kind]bool{}
	for _, f := range all {
		occurs[f.Kind] = occurs[f.Kind] || f.Open()
	}
	for _, k := range Kinds() {
		if occurs[k] {
			m.Kinds = append(m.Kinds, k)
		}
	}
	for _, f := range all {
		for _, town := range f.towns() {
			row := m.town(town, tree)
			row.Tally.count(f)
			if f.Open() {
				row.Kinds[slices.Index(m.Kinds, f.Kind)]++
			}
		}
	}
	slices.SortFunc(m.Towns, func(a, b townRow) int { return b.Tally.worse(a.Tally) })
	return m
}

// worse orders tallies by what weighs most.
func (t Tally) worse(o Tally) int {
	switch {
	case t.Likely != o.Likely:
		return t.Likely - o.Likely
	case t.Look != o.Look:
		return t.Look - o.Look
	}
	return int(t.Stake - o.Stake)
}

func (m *matrix) town(at division.Code, tree *place.Tree) *townRow {
	for i := range m.Towns {
		if m.Towns[i].At == at {
			return &m.Towns[i]
		}
	}
	m.Towns = append(m.Towns, townRow{At: at, Name: tree.Name(at), Kinds: make([]int, len(m.Kinds))})
	return &m.Towns[len(m.Towns)-1]
}
