package scenario

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// An act is something that money hangs on: where it is done, and how.
type act struct {
	name string
	from county // the books in which it is done; they are copied each time
	lays string // tables that making ready writes begin with this
	once bool   // what is left of it in files forbids doing it again in the same way
	// ready brings everything to the point where each of several people does it.
	ready func(t *testing.T, c county, hands int) doing
	check func(t *testing.T, c county, where string, acknowledged bool)
}

// A doing is an act about to be done. A hand does it and tells whether it was
// acknowledged; kill cuts the power of whoever does it; end waits for it.
type doing struct {
	hands []func() bool
	kill  func()
	end   func()
	said  func() string
}

// acts are the acts of the soak, with the three counties in which they are done.
func acts(t *testing.T, s *soak) []act {
	t.Helper()
	empty := s.ground.prepare(t, s.program, func(c county) { c.run(t, "demo", "--prepare", "--empty") })
	taken := s.ground.prepare(t, s.program, func(c county) {
		c.run(t, "demo", "--prepare", "--empty")
		c.run(t, bringing...)
	})
	month := s.ground.prepare(t, s.program, func(c county) { c.run(t, "demo", "--prepare", "--scale", "none") })
	reviewed := s.ground.prepare(t, s.program, func(c county) {
		c.run(t, "demo", "--prepare", "--scale", "none")
		c.reviewed(t)
	})
	return []act{
		{name: "import", from: empty, ready: byCommand(func(county, int) []string { return bringing })},
		{name: "undo", from: taken, ready: byPage("town01", openUndoing, "撤销导入", "reason=名单有误")},
		{name: "propose", from: month, ready: byCommand(func(county, int) []string { return []string{"month", "propose", "2026-12"} })},
		{name: "confirm", from: month, lays: "benefit_batch", ready: byPage("prepare01", openBatch, "确认这")},
		{name: "sign", from: reviewed, ready: byPage("sign01", openRoster, "签批")},
		{name: "backup", from: month, once: true, check: wholeBackups, ready: byCommand(func(c county, i int) []string {
			return []string{"backup", "--out", saved(c, i)}
		})},
	}
}

// byCommand does an act at the command line.
func byCommand(args func(c county, i int) []string) func(*testing.T, county, int) doing {
	return func(_ *testing.T, c county, hands int) doing {
		var d doing
		var mu sync.Mutex
		killed := false
		var said strings.Builder
		var running []*exec.Cmd
		for i := range hands {
			d.hands = append(d.hands, func() bool {
				cmd := c.command(args(c, i)...)
				var out strings.Builder
				cmd.Stdout, cmd.Stderr = &out, &out
				mu.Lock()
				err := error(nil)
				if !killed {
					err = cmd.Start()
					running = append(running, cmd)
				}
				gone := killed || err != nil
				mu.Unlock()
				if gone {
					return false
				}
				err = cmd.Wait()
				mu.Lock()
				defer mu.Unlock()
				fmt.Fprintln(&said, out.String())
				return err == nil
			})
		}
		d.kill = func() {
			mu.Lock()
			defer mu.Unlock()
			killed = true
			for _, cmd := range running {
				_ = cmd.Process.Kill()
			}
		}
		d.end = func() {}
		d.said = func() string {
			mu.Lock()
			defer mu.Unlock()
			return said.String()
		}
		return d
	}
}

// byPage does an act by a button of a page that each of the hands has open.
func byPage(name string, open func(v *visitor) error, button string, fields ...string) func(*testing.T, county, int) doing {
	return func(t *testing.T, c county, hands int) doing {
		s := c.serve(t)
		d := doing{kill: s.kill, end: s.kill, said: s.said}
		first := s.officer(t, name)
		do(t, open(first))
		for i := range hands {
			v := first
			if i > 0 {
				other := *first // the same page in another window of the same browser
				v = &other
			}
			client := *first.client
			client.CheckRedirect = stay
			v.client = &client
			d.hands = append(d.hands, func() bool { return v.press(button, "", fields) == nil && v.done() })
		}
		return d
	}
}

// done tells whether the answer says that an act is done: it leads on, and not to the door. By a clock that was moved by a
// day a session has run out, and whoever sent the form is asked to sign in first.
func (v *visitor) done() bool {
	return v.status == http.StatusSeeOther && !strings.HasPrefix(v.header.Get("Location"), "/sign-in")
}

func openRoster(v *visitor) error {
	if err := v.open("/disbursement"); err != nil {
		return err
	}
	return v.follow("2026年11月低保发放名册")
}

func openBatch(v *visitor) error {
	if err := v.open("/benefit/proposals?month=2026-11&kind=change"); err != nil {
		return err
	}
	return v.press("核对本筛选可确认的全部", "", nil)
}

func openUndoing(v *visitor) error {
	if err := v.open("/intake"); err != nil {
		return err
	}
	if err := v.follow("低保家庭情况表-城关镇"); err != nil {
		return err
	}
	return v.press("撤销导入", "", nil)
}

func saved(c county, i int) string { return filepath.Join(c.folder, fmt.Sprintf("county-%d.zip", i)) }

// wholeBackups wants every backup that stands under its name to be whole.
func wholeBackups(t *testing.T, c county, where string, acknowledged bool) {
	t.Helper()
	found := 0
	for i := range 3 {
		if _, err := os.Stat(saved(c, i)); err != nil {
			continue
		}
		found++
		if out, err := c.command("backup", "--verify", saved(c, i)).CombinedOutput(); err != nil {
			t.Errorf("%s: the backup is not whole: %s", where, out)
		}
	}
	if acknowledged && found == 0 {
		t.Errorf("%s: the backup was acknowledged and is not there", where)
	}
}
