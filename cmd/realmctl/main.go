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

// catch makes a context that Ctrl-C ends; a second one ends the process at once.
func catch(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	// A reader that closes the pipe (| head -1) becomes an error of the write, and
	// so an orderly end, where the signal would kill.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	return ctx, stop
}

// version is what the build knows of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
