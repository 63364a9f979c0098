// Realmctl administers the identities of many realms from the command line.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/realmctl/realmctl/pkg/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), &cli.App{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Env: os.Getenv, Now: time.Now, Catch: catch, Version: version(),
	}, os.Args[1:]))
}

// soon is how long a command that only reads may last before signals are caught:
// catching takes threads, and most such commands are over by then.
const soon = 50 * time.Millisecond

// catch makes a context that Ctrl-C ends; a second one ends the process at once.
// Before signals are caught the first one does, and the shell says 130 as well.
func catch(ctx context.Context, now bool) (context.Context, context.CancelFunc) {
	// A reader that closes the pipe (| head -1) becomes an error of the write, and
	// so an orderly end, where the signal would kill.
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancel(ctx)
	listen := func() {
		caught, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		context.AfterFunc(caught, func() { stop(); cancel() })
	}
	if now {
		listen()
		return ctx, cancel
	}
	timer := time.AfterFunc(soon, listen)
	return ctx, func() { timer.Stop(); cancel() }
}

// version is what the build knows of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
