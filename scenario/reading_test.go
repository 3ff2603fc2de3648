package scenario

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestPowerCutWhileReading cuts the power while several officers look at families: whatever somebody got to see stands in
// the log, and the log is whole.
func TestPowerCutWhileReading(t *testing.T) {
	t.Parallel()
	built := program(t)
	eachDatabase(t, func(t *testing.T, fresh func(t testing.TB) string) {
		c := demonstrate(t, built, fresh(t))
		chance := moments(t)
		seen := 0
		for round := range cuts {
			after := time.Duration(chance.Int64N(int64(400 * time.Millisecond)))
			shown := c.readUntilCut(t, round, after)
			c.run(t, "audit", "verify")
			var lost []string
			for _, address := range shown {
				if c.count(t, fmt.Sprintf(`SELECT (SELECT count(*) FROM audit_read WHERE address = '%[1]s') + (SELECT count(*) FROM audit_unsealed WHERE address = '%[1]s')`, address)) != 1 {
					lost = append(lost, address)
				}
			}
			if len(lost) > 0 {
				t.Fatalf("cut after %v: of %d pages that were seen, %d are not noted once: %v", after, len(shown), len(lost), lost[:min(3, len(lost))])
			}
			seen += len(shown)
		}
		t.Logf("%d cuts, %d pages were seen", cuts, seen)
		if seen == 0 {
			t.Error("nobody ever saw a page")
		}
	})
}

// readUntilCut has eight browsers of one officer ask for lists, each with a word of its own, until the power goes; it
// gives the addresses of the pages that arrived whole.
func (c county) readUntilCut(t *testing.T, round int, after time.Duration) []string {
	t.Helper()
	s := c.serve(t)
	defer s.kill()
	v := s.officer(t, "prepare01")
	v.client.CheckRedirect = stay
	power := time.AfterFunc(after, s.kill)
	defer power.Stop()
	shown := make([][]string, 8)
	var all sync.WaitGroup
	for i := range shown {
		all.Go(func() {
			for n := 0; ; n++ {
				address := fmt.Sprintf("/assistance/requests?round=%d-%d-%d", round, i, n)
				answer, err := v.client.Get(s.base + address)
				if err != nil {
					return // the power is gone
				}
				text, err := io.ReadAll(answer.Body)
				answer.Body.Close()
				if err != nil {
					return
				}
				if answer.StatusCode != http.StatusOK || !strings.Contains(string(text), "救助申请") {
					t.Errorf("%s: %d", address, answer.StatusCode)
					return
				}
				shown[i] = append(shown[i], address)
			}
		})
	}
	all.Wait()
	return slices.Concat(shown...)
}
