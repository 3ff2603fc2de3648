package scenario

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// program is the path of the built binary: MINZHENG_TEST_PROGRAM, or one that
// is built for this run.
func program(t testing.TB) string {
	t.Helper()
	if built := os.Getenv("MINZHENG_TEST_PROGRAM"); built != "" {
		return built
	}
	built := filepath.Join(t.TempDir(), "minzheng")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", built, "./cmd/minzheng")
	build.Dir = ".."
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return built
}

// A server is the program serving a county on a loopback port.
type server struct {
	base string
	cmd  *exec.Cmd
	gone chan error
	log  string
}

// serve starts the program and waits until it answers.
func serve(cmd *exec.Cmd, address, log string) (*server, error) {
	file, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	cmd.Stdout, cmd.Stderr = file, file
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{base: "http://" + address, cmd: cmd, gone: make(chan error, 1), log: log}
	go func() { s.gone <- cmd.Wait() }()
	return s, s.await()
}

// await asks until the server answers, ends, or a minute has passed.
func (s *server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-s.gone:
			s.gone <- err
			return fmt.Errorf("the server ended by itself: %v\n%s", err, s.said())
		case <-ctx.Done():
			return fmt.Errorf("the server does not answer\n%s", s.said())
		case <-tick.C:
			if answer, err := http.Get(s.base + "/"); err == nil {
				return answer.Body.Close()
			}
		}
	}
}

// stop asks the server to end and wants it to end well.
func (s *server) stop() error { return s.signal(syscall.SIGTERM) }

// kill cuts the power.
func (s *server) kill() { _ = s.signal(syscall.SIGKILL) }

func (s *server) signal(sig syscall.Signal) error {
	if err := s.cmd.Process.Signal(sig); err != nil {
		return err
	}
	err := <-s.gone
	s.gone <- err
	return err
}

func (s *server) said() string {
	text, err := os.ReadFile(s.log)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
