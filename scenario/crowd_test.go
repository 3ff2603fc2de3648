package scenario

import (
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestCrowdAtOneProposal has many officers confirm and set aside the same
// proposal at the same moment: one of them does, the others are told, and
// nobody meets an error of the program.
func TestCrowdAtOneProposal(t *testing.T) {
	t.Parallel()
	built := program(t)
	eachDatabase(t, func(t *testing.T, fresh func(t testing.TB) string) {
		c := demonstrate(t, built, fresh(t))
		s := c.serve(t)
		const crowd = 8
		officers := make([]*visitor, crowd)
		for i := range officers {
			officers[i] = s.officer(t, "prepare01")
			do(t, officers[i].open("/benefit/proposals?month=2026-11&kind=stop"))
			do(t, officers[i].follow("朱国明"))
		}
		var all sync.WaitGroup
		gate := make(chan struct{})
		failed := make([]error, crowd)
		for i, v := range officers {
			all.Go(func() {
				<-gate
				if i%2 == 0 {
					failed[i] = v.press("确认拟停发", "", nil)
				} else {
					failed[i] = v.press("搁置", "", []string{"reason=家属反映收入有误，待入户核实"})
				}
			})
		}
		close(gate)
		all.Wait()
		for i, v := range officers {
			do(t, failed[i])
			if v.status >= 500 || strings.Contains(v.text(), "系统出错") {
				t.Errorf("officer %d meets an error of the program: %d %s\n%s", i, v.status, v.text(), s.said())
			}
		}
		if n := c.count(t, `SELECT count(*) FROM benefit_closing`); n != 1 {
			t.Errorf("the proposal was ended %d times", n)
		}
		if n := c.count(t, `SELECT count(*) FROM audit_entry WHERE act IN ('benefit.confirm', 'benefit.setaside')`); n != 1 {
			t.Errorf("the log tells of %d endings", n)
		}
		c.run(t, "audit", "verify")
	})
}

// count asks the books behind the program's back for one number.
func (c county) count(t *testing.T, query string) int {
	t.Helper()
	books, err := openBooks(filepath.Join(c.folder, "data"), c.database)
	do(t, err)
	defer books.Close()
	var n int
	do(t, books.QueryRow(query).Scan(&n))
	return n
}
