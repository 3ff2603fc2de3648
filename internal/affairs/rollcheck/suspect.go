package rollcheck

import (
	"cmp"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
)

// A Suspect is one thing that cannot be right, or that a person should look at: a question, never a finding. 疑点.
type Suspect struct {
	Kind       Kind
	Detail     string // a finer sort: id_check_digit; may be empty
	Level      Level
	People     []benefit.Named // whom it is about; none: a sum or a whole file
	Programmes []string
	Says       string
	Verify     string    // what to look at to settle it
	Rows       []Row     // the evidence
	Stake      money.Fen // what is paid each month on the strength of it, as far as can be told

	// subject tells suspects of one kind apart, month after month: ids of the register, else numbers as known. evidence
	// is what the suspicion rests on; while it stays the same, a verdict holds. Both are only ever kept under a key.
	subject  []string
	evidence []string
}

// A Row is one piece of evidence: where it stands, and what it says there. 佐证.
type Row struct {
	benefit.Evidence
	What     RowKind
	Division division.Code // where it belongs
	Person   string        // id in the register
	Cells    []Cell        // as it stands; numbers and accounts masked
}

// A RowKind is what sort of record a row is.
type RowKind string

// The kinds of row.
const (
	OfClaim  RowKind = "claim"  // 发放记录
	OfDeath  RowKind = "death"  // 死亡登记
	OfSheet  RowKind = "sheet"  // 表中的一行: a sum, a cell
	OfPerson RowKind = "person" // 人口底册
)

// Term is the kind as pages show it.
func (k RowKind) Term() string {
	switch k {
	case OfClaim:
		return "发放"
	case OfDeath:
		return "死亡登记"
	case OfSheet:
		return "表中此行"
	case OfPerson:
		return "人口底册"
	}
	return string(k)
}

// A Cell is one thing that a row says.
type Cell struct {
	Term string `json:"term"`
	Says string `json:"says"`
}

// Divisions are the places that the evidence belongs to, each once.
func (s Suspect) Divisions() []division.Code {
	var all []division.Code
	for _, r := range s.Rows {
		if r.Division != "" && !slices.Contains(all, r.Division) {
			all = append(all, r.Division)
		}
	}
	return all
}

// sortSuspects puts the worst first: by level, then by money, then by kind, then as they stand.
func sortSuspects(list []Suspect) {
	slices.SortStableFunc(list, func(a, b Suspect) int {
		return cmp.Or(
			cmp.Compare(a.Level.weight(), b.Level.weight()),
			cmp.Compare(b.Stake, a.Stake),
			cmp.Compare(a.Kind.weight(), b.Kind.weight()),
		)
	})
}
