// Command wrongclock is minzheng by a clock that somebody moves while it runs: for the tests of what then becomes of the
// books. It is never shipped.
//
// The file that MINZHENG_CLOCK names says by how much the clock is wrong ("-48h"); no file, or an empty one, is right.
package main

import (
	"context"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"minzheng/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.Main(ctx, app.Process{Args: os.Args[1:], Env: os.Getenv, Out: os.Stdout, Err: os.Stderr, Clock: clock})
	stop()
	os.Exit(code)
}

func clock() time.Time {
	text, err := os.ReadFile(os.Getenv("MINZHENG_CLOCK"))
	if err != nil {
		return time.Now()
	}
	wrong, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err != nil {
		return time.Now()
	}
	return time.Now().Add(wrong)
}
