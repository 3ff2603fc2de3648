package scenario

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// cuts is how often the power goes in each of these tests.
const cuts = 6

// moments draws when the power goes, from a seed that is printed;
// MINZHENG_TEST_SEED repeats a run.
func moments(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("MINZHENG_TEST_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = given
	}
	t.Logf("MINZHENG_TEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// TestPowerCutInImport cuts the power while a file is being taken in: all of it
// is in the registers, or nothing.
func TestPowerCutInImport(t *testing.T) {
	t.Parallel()
	built := program(t)
	eachDatabase(t, func(t *testing.T, fresh func(t testing.TB) string) {
		c := county{program: built}.anew(t, fresh(t))
		nothing := c.registers(t)
		start := time.Now()
		c.run(t, bringing...)
		whole, took := c.registers(t), time.Since(start)
		if maps.Equal(nothing, whole) {
			t.Fatal("the file brings nothing")
		}

		chance := moments(t)
		c = c.anew(t, fresh(t))
		survived := 0
		for range cuts {
			after := time.Duration(chance.Int64N(int64(took)))
			c.cut(t, after, bringing...)
			c.run(t, "audit", "verify")
			switch now := c.registers(t); {
			case maps.Equal(now, nothing):
			case maps.Equal(now, whole):
				survived++
				c = c.anew(t, fresh(t))
			default:
				t.Fatalf("cut after %v, half a file stands in the registers:\nnothing %v\nnow     %v\nwhole   %v", after, nothing, now, whole)
			}
		}
		t.Logf("%d cuts within %v, %d of them after the file was in", cuts, took, survived)
		c.run(t, bringing...)
		if now := c.registers(t); !maps.Equal(now, whole) {
			t.Fatalf("brought again after the cuts, the registers differ:\nnow   %v\nwhole %v", now, whole)
		}
	})
}

// anew is another county of the same kind, without a list.
func (c county) anew(t *testing.T, database string) county {
	t.Helper()
	c.folder, c.database = t.TempDir(), database
	c.run(t, "demo", "--prepare", "--empty")
	return c
}

// bringing takes in a family table.
var bringing = []string{
	"import", "families", sample("低保家庭情况表-城关镇.xlsx"),
	"--division", "420323100000", "--as-of", "2026-10-01", "--accept-good",
}

func sample(name string) string {
	path, err := filepath.Abs(filepath.Join("../county/zhushan/samples", name))
	if err != nil {
		panic(err)
	}
	return path
}

// cut runs a command and cuts its power after a while.
func (c county) cut(t *testing.T, after time.Duration, args ...string) {
	t.Helper()
	cmd := c.command(args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	power := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	defer power.Stop()
	_ = cmd.Wait() // killed, or done before
}

// registers counts the rows of every table that a list or a signature fills.
func (c county) registers(t *testing.T) map[string]string {
	t.Helper()
	books, err := openBooks(filepath.Join(c.folder, "data"), c.database)
	if err != nil {
		t.Fatal(err)
	}
	defer books.Close()
	text, err := inventory(books, []string{"store_", "audit_", "officer_", "intake_file", "goose"})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]string{}
	for line := range strings.Lines(text) {
		cells := strings.Fields(line)
		if !strings.HasSuffix(cells[0], "_migration") {
			counts[cells[0]] = cells[1]
		}
	}
	return counts
}

// TestPowerCutInSigning cuts the power while a roster is being signed: it is
// signed, sealed and logged, or it waits for the signature as before; and a
// signature that was acknowledged is never lost.
func TestPowerCutInSigning(t *testing.T) {
	t.Parallel()
	built := program(t)
	eachDatabase(t, func(t *testing.T, fresh func(t testing.TB) string) {
		c := demonstrate(t, built, fresh(t))
		chance := moments(t)
		for range cuts {
			address := c.reviewed(t)
			after := time.Duration(chance.Int64N(int64(20 * time.Millisecond)))
			acknowledged := c.signUntilCut(t, address, after)
			signed := c.isSigned(t, address)
			t.Logf("cut after %v: acknowledged %v, signed %v", after, acknowledged, signed)
			if acknowledged && !signed {
				t.Fatal("an acknowledged signature is lost")
			}
			c.run(t, "roster", "verify")
			c.run(t, "audit", "verify")
			c.sameSignatures(t, signed)
			if signed {
				c = demonstrate(t, built, fresh(t))
			}
		}
	})
}

// reviewed brings November's roster to the point where it waits for the signature.
func (c county) reviewed(t *testing.T) string {
	t.Helper()
	s := c.serve(t)
	defer s.kill()
	v := s.officer(t, "prepare01")
	do(t, v.open("/disbursement"))
	do(t, v.follow("2026年11月低保发放名册"))
	address := v.at.Path
	if form, _ := v.form("报审", ""); form != nil {
		do(t, v.press("报审", "", nil))
	}
	v = s.officer(t, "review01")
	do(t, v.open(address))
	if form, _ := v.form("审核通过", ""); form != nil {
		do(t, v.press("审核通过", "", nil))
	}
	if !strings.Contains(v.text(), "待签批") {
		t.Fatalf("the roster does not wait for the signature: %s", v.text())
	}
	return address
}

// signUntilCut signs and cuts the power a while after; it tells whether the
// signature was acknowledged before.
func (c county) signUntilCut(t *testing.T, address string, after time.Duration) bool {
	t.Helper()
	s := c.serve(t)
	v := s.officer(t, "sign01")
	do(t, v.open(address))
	v.client.CheckRedirect = stay
	power := time.AfterFunc(after, s.kill)
	defer power.Stop()
	err := v.press("签批", "", nil)
	s.kill()
	return err == nil && v.status == 303
}

// isSigned tells whether a roster is signed or still waits, as a program that
// was started anew says.
func (c county) isSigned(t *testing.T, address string) bool {
	t.Helper()
	s := c.serve(t)
	defer s.kill()
	v := s.officer(t, "sign01")
	do(t, v.open(address))
	signed := strings.Contains(v.text(), "名册已封存")
	if form, _ := v.form("签批", ""); (form == nil) != signed {
		t.Fatalf("after the cut the roster is neither signed nor waiting: %s", v.text())
	}
	return signed
}

// sameSignatures wants one signature and one entry about it in the log where
// the roster is signed, and none where it is not.
func (c county) sameSignatures(t *testing.T, signed bool) {
	t.Helper()
	signatures := c.count(t, `SELECT count(*) FROM disbursement_signature`)
	entries := c.count(t, `SELECT count(*) FROM audit_entry WHERE act = 'disbursement.sign'`)
	if signatures != entries || (signatures == 1) != signed || signatures > 1 {
		t.Fatalf("signed is %v, with %d signatures and %d entries about them", signed, signatures, entries)
	}
}

// TestPowerCutInRestoring cuts the power while a county is being restored: there
// is the whole county afterwards, or none; and it can be restored then.
func TestPowerCutInRestoring(t *testing.T) {
	t.Parallel()
	built := program(t)
	eachDatabase(t, func(t *testing.T, fresh func(t testing.TB) string) {
		c := demonstrate(t, built, fresh(t))
		whole := c.registers(t)
		saved := filepath.Join(t.TempDir(), "county.zip")
		c.run(t, "backup", "--out", saved)
		elsewhere := func() county { return county{program: built, folder: t.TempDir(), database: fresh(t)} }
		other := elsewhere()
		start := time.Now()
		other.run(t, "restore", saved)
		took := time.Since(start)

		chance := moments(t)
		other = elsewhere()
		for range cuts {
			after := time.Duration(chance.Int64N(int64(took)))
			other.cut(t, after, "restore", saved)
			if out, err := other.command("audit", "verify").CombinedOutput(); err != nil {
				if !strings.Contains(string(out), "这里还没有建立县") {
					t.Fatalf("cut after %v: %s", after, out)
				}
				continue
			}
			if now := other.registers(t); !maps.Equal(now, whole) {
				t.Fatalf("cut after %v, half a county stands:\nnow   %v\nwhole %v", after, now, whole)
			}
			other = elsewhere()
		}
		other.run(t, "restore", saved)
		if now := other.registers(t); !maps.Equal(now, whole) {
			t.Fatalf("restored after the cuts:\nnow   %v\nwhole %v", now, whole)
		}
	})
}

// TestPowerCutInFounding cuts the power while an invented county is being entered: the next start makes it whole.
func TestPowerCutInFounding(t *testing.T) {
	t.Parallel()
	founding := []string{"demo", "--prepare", "--scale", "tiny"}
	built := program(t)
	eachDatabase(t, func(t *testing.T, fresh func(t testing.TB) string) {
		c := county{program: built, folder: t.TempDir(), database: fresh(t)}
		start := time.Now()
		c.run(t, founding...)
		whole, took := c.registers(t), time.Since(start)
		chance := moments(t)
		for range cuts / 2 {
			c.folder, c.database = t.TempDir(), fresh(t)
			after := time.Duration(chance.Int64N(int64(took)))
			c.cut(t, after, founding...)
			c.run(t, founding...)
			c.run(t, "audit", "verify")
			if now := c.registers(t); !maps.Equal(now, whole) {
				t.Fatalf("cut after %v and started again, the county differs:\nnow   %v\nwhole %v", after, now, whole)
			}
		}
	})
}
