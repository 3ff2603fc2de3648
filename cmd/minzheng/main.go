// Command minzheng (民政) is the county civil-affairs platform: one program, one folder.
//
// It only hands its arguments to the roof; see [minzheng/internal/app].
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"minzheng/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := app.Main(ctx, app.Process{Args: os.Args[1:], Env: os.Getenv, Out: os.Stdout, Err: os.Stderr, Clock: time.Now})
	stop()
	os.Exit(code)
}
