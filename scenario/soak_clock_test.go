package scenario

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// movedProgram is the path of the program by a clock that can be moved while it runs.
func movedProgram(t *testing.T) string {
	t.Helper()
	built := filepath.Join(t.TempDir(), "wrongclock")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", built, "./cmd/wrongclock")
	build.Dir = ".."
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return built
}

// clockFile is where the program by a clock that can be moved looks by how much it is wrong.
func (c county) clockFile() string { return filepath.Join(c.folder, "clock") }

// move makes the clock wrong by so much, in one step.
func (c county) move(t *testing.T, wrong time.Duration) {
	next := c.clockFile() + ".next"
	if err := errors.Join(os.WriteFile(next, []byte(wrong.String()), 0o600), os.Rename(next, c.clockFile())); err != nil {
		t.Error(err)
	}
}

// putRight makes the clock right again. When something was written at a later time meanwhile, the program refuses to go on
// until somebody tells it that this time was wrong.
func (c county) putRight(t *testing.T) {
	t.Helper()
	if err := os.Remove(c.clockFile()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	if out, err := c.command("clock", "accept").CombinedOutput(); err != nil && !strings.Contains(string(out), "不需要确认") {
		t.Errorf("the clock is not accepted: %s", out)
	}
}
