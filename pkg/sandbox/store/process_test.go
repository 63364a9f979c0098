package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// helperTask is the environment variable that makes this program the other
// process of a test: "pairs NAME DIR" or "count NUMBER DIR".
const helperTask = "REALMCTL_STORE_HELPER"

// help does a task in a process of its own.
func help(task string) error {
	word := strings.SplitN(task, " ", 3)
	s := Open(word[2])
	if word[0] == "pairs" {
		return writePairs(s, word[1])
	}
	n, err := strconv.Atoi(word[1])
	for range n {
		err = errors.Join(err, s.Write(context.Background(), increment))
	}
	return errors.Join(err, s.Close())
}

// writePairs writes pairs of linked objects until it is killed, and says the
// number of each when it is there.
func writePairs(s *Store, name string) error {
	padding := strings.Repeat("x", 3000) // so that checkpoints happen too
	for i := 0; ; i++ {
		err := s.Write(context.Background(), func(tx *Tx) error {
			left, right := fmt.Sprint("left", name, ".", i), fmt.Sprint("right", name, ".", i)
			_, errLeft := tx.Insert("left", left, []byte(padding), Keys{Unique: map[string]string{"name": left}})
			_, errLink := tx.Link(Edge{ID: left, From: Ref{"left", left}, Property: "r", To: Ref{"right", right}, Reverse: "l"})
			_, errRight := tx.Insert("right", right, []byte(padding), Keys{})
			return errors.Join(errLeft, errLink, errRight)
		})
		if err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// helper starts the other process.
func helper(t *testing.T, task, argument, dir string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), helperTask+"="+task+" "+argument+" "+dir)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewReader(out)
}

// TestKill kills a writing process fifty times. What it acknowledged is there,
// and nothing is there by halves.
func TestKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	total := 0
	for round := range 50 {
		name := strconv.Itoa(round)
		acknowledged := writeAndKill(t, name, dir)
		total += checkPairs(t, dir, name, acknowledged)
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d transactions survived 50 kills", total)
	checkIntegrity(t, dir, total)
}

// writeAndKill returns how many transactions were acknowledged before the
// process died, at a random moment after the first.
func writeAndKill(t *testing.T, name, dir string) int {
	t.Helper()
	c, out := helper(t, "pairs", name, dir)
	if _, err := out.ReadString('\n'); err != nil {
		t.Fatalf("the first acknowledgement: %v", err)
	}
	killer := time.AfterFunc(rand.N(100*time.Millisecond), func() { _ = c.Process.Kill() })
	defer killer.Stop()
	rest, err := io.ReadAll(out)
	if err != nil {
		t.Fatal(err)
	}
	if c.Wait() == nil {
		t.Fatal("the process was not killed")
	}
	return 1 + strings.Count(string(rest), "\n")
}

// checkPairs returns how many pairs a process wrote: those it acknowledged,
// and perhaps the one that it was just about to.
func checkPairs(t *testing.T, dir, name string, acknowledged int) int {
	t.Helper()
	s := openIn(t, dir)
	written := 0
	read(t, s, func(tx *Tx) error {
		for ; ; written++ {
			left, right := fmt.Sprint("left", name, ".", written), fmt.Sprint("right", name, ".", written)
			_, errLeft := tx.Get("left", left)
			_, errRight := tx.Get("right", right)
			_, errEdge := tx.Edge(left)
			if errors.Is(errLeft, ErrNotFound) && errors.Is(errRight, ErrNotFound) && errors.Is(errEdge, ErrNotFound) {
				return nil
			}
			if err := errors.Join(errLeft, errRight, errEdge); err != nil {
				return fmt.Errorf("half a transaction: %w", err)
			}
		}
	})
	if written != acknowledged && written != acknowledged+1 {
		t.Errorf("process %s: %d transactions are there, %d were acknowledged", name, written, acknowledged)
	}
	return written
}

// checkIntegrity compares every count with the number of transactions, and has
// SQLite look for damage.
func checkIntegrity(t *testing.T, dir string, total int) {
	t.Helper()
	s := openIn(t, dir)
	read(t, s, func(tx *Tx) error {
		left, errLeft := tx.Count("left")
		right, errRight := tx.Count("right")
		var rows, keys, edges int
		var verdict string
		err := errors.Join(errLeft, errRight,
			tx.row("SELECT count(*) FROM objects", nil, &rows),
			tx.row("SELECT count(*) FROM keys", nil, &keys),
			tx.row("SELECT count(*) FROM edges", nil, &edges),
			tx.row("PRAGMA integrity_check", nil, &verdict))
		if int(left) != total || int(right) != total || rows != 2*total || keys != total || edges != total || verdict != "ok" {
			t.Errorf("%d transactions: counts %d and %d, %d objects, %d keys, %d edges, %s", total, left, right, rows, keys, edges, verdict)
		}
		return err
	})
}

// TestProcesses has processes that arrive at an absent database together and
// change one value; no change may be lost.
func TestProcesses(t *testing.T) {
	t.Parallel()
	for range 5 {
		dir := t.TempDir() + "/absent"
		const processes, each = 3, 40
		var group sync.WaitGroup
		for range processes {
			c, _ := helper(t, "count", strconv.Itoa(each), dir)
			group.Go(func() {
				if err := c.Wait(); err != nil {
					t.Errorf("a process: %v", err)
				}
			})
		}
		group.Wait()
		checkCounter(t, openIn(t, dir), processes*each)
	}
}
