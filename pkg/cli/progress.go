package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/realmctl/realmctl/pkg/render"
)

// patience is how long a command may take before it says that it is alive.
const patience = time.Second

// A progress is one line on a person's stderr that tells how far a long command
// is; it is drawn only after a second, and wiped at the end.
type progress struct {
	out   io.Writer
	total int // 0: unknown
	what  string
	done  atomic.Int64
	quit  chan struct{}
	ended sync.WaitGroup
	drawn bool
}

// progress watches a listing whose rows do not go to the same terminal.
func (s *session) progress(o render.Options) *progress {
	if o.Terminal {
		return &progress{}
	}
	return s.watch("rows", 0)
}

// watch starts a progress line, if stderr is a terminal.
func (s *session) watch(what string, total int) *progress {
	p := &progress{out: s.app.Err, what: what, total: total}
	if terminal(s.app.Err) == nil || s.debug {
		return p
	}
	p.quit = make(chan struct{})
	p.ended.Add(1)
	go p.draw()
	return p
}

func (p *progress) tick(done int) { p.done.Store(int64(done)) }

func (p *progress) stop() {
	if p.quit == nil {
		return
	}
	close(p.quit)
	p.ended.Wait()
	p.quit = nil
}

func (p *progress) draw() {
	defer p.ended.Done()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		select {
		case <-p.quit:
			if p.drawn {
				fmt.Fprint(p.out, "\r\x1b[K")
			}
			return
		case <-timer.C:
			fmt.Fprint(p.out, "\r\x1b[K"+p.line(width(p.out)))
			p.drawn = true
			timer.Reset(patience / 10)
		}
	}
}

// line is a bar where the total is known, else a count.
func (p *progress) line(cells int) string {
	done := int(p.done.Load())
	if p.total == 0 {
		return fmt.Sprintf("%s %s", grouped(done), p.what)
	}
	const most = 40
	room := min(most, cells-30-len(p.what))
	if room < 5 {
		return fmt.Sprintf("%3d%%", 100*done/p.total)
	}
	filled := room * min(done, p.total) / p.total
	return fmt.Sprintf("%s%s %3d%%  %s of %s %s", strings.Repeat("━", filled), strings.Repeat("─", room-filled),
		100*done/p.total, grouped(done), grouped(p.total), p.what)
}

// grouped prints 1234567 as 1,234,567.
func grouped(n int) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
