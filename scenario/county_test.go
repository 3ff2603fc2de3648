package scenario

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// demoPassword is the password of all accounts of a demonstration.
const demoPassword = "Demo-420323"

// A county is a data folder, or a database, and the program that keeps it.
type county struct {
	program  string
	folder   string
	database string
}

// demonstrate makes a demonstration county with its accounts, the samples taken in.
func demonstrate(t *testing.T, program, database string) county {
	t.Helper()
	c := county{program: program, folder: t.TempDir(), database: database}
	c.run(t, "demo", "--prepare", "--scale", "none")
	return c
}

// command is the program as it would run for this county.
func (c county) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.program, args...)
	cmd.Dir = c.folder
	cmd.Env = append(os.Environ(), "MINZHENG_DATA="+filepath.Join(c.folder, "data"), "DATABASE_URL="+c.database, "MINZHENG_CLOCK="+c.clockFile())
	return cmd
}

// run runs a command that must succeed, and gives what it printed.
func (c county) run(t testing.TB, args ...string) string {
	t.Helper()
	out, err := c.command(args...).CombinedOutput()
	if err != nil {
		t.Fatalf("minzheng %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// serve serves the county until the test ends.
func (c county) serve(t testing.TB) *server {
	t.Helper()
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	s, err := serve(c.command("serve", "--listen", address), address, filepath.Join(c.folder, "server.log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.kill)
	return s
}

// officer is somebody of the demonstration, signed in at a browser of their own.
func (s *server) officer(t testing.TB, name string) *visitor {
	t.Helper()
	v, err := newVisitor(s.base)
	if err != nil {
		t.Fatal(err)
	}
	do(t, v.signIn(name, demoPassword))
	if !v.signedIn() {
		t.Fatalf("%s is not let in: %s", name, v.text())
	}
	return v
}

// do ends the test when something that must work does not.
func do(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
