package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"
)

// A comparison is a row of the table: a command and the program that it is measured
// beside.
type comparison struct {
	what, beside string
	limit        float64 // of the ratio of the times
	memory       float64 // limit of the peak, in MiB; 0 for none
	runs         int     // of each, in a series
	ours, theirs program
	small        *program // ours with a tenth of the work, for its memory alone
}

// measured is what a series of runs told of a program.
type measured struct {
	took   time.Duration // the median
	memory float64       // the median of the peaks, in MiB
}

// measure runs both programs in turn, a series for each iteration of the benchmark.
func (c comparison) measure(b *testing.B) (ours, theirs, small measured) {
	b.Helper()
	c.ours.check(b)
	c.theirs.check(b)
	if c.small != nil {
		c.small.check(b)
	}
	runtime.GC() // what is left of the making of pages is no matter of the first runs
	var runs [3][]run
	for range b.N * c.runs {
		runs[0] = append(runs[0], c.ours.measure(b))
		runs[1] = append(runs[1], c.theirs.measure(b))
		if c.small != nil {
			runs[2] = append(runs[2], c.small.measure(b))
		}
	}
	return summed(runs[0]), summed(runs[1]), summed(runs[2])
}

func summed(runs []run) measured {
	const mebibyte = 1 << 20
	return measured{
		took:   median(runs, func(r run) time.Duration { return r.took }),
		memory: float64(median(runs, func(r run) int64 { return r.memory })) / mebibyte,
	}
}

// median is the middle of a number of each run, 0 of none.
func median[T cmp.Ordered](runs []run, number func(run) T) (middle T) {
	var all []T
	for _, r := range runs {
		all = append(all, number(r))
	}
	slices.Sort(all)
	if len(all) > 0 {
		middle = all[len(all)/2]
	}
	return middle
}

// report measures, and tells Go and the table.
func (c comparison) report(b *testing.B) line {
	b.Helper()
	l := line{what: c.what, beside: c.beside, limit: limits(c.limit, c.memory)}
	if c.ours.path == "" || c.theirs.path == "" {
		l.kept = "NOT CHECKED: there is no curl"
		return l
	}
	ours, theirs, small := c.measure(b)
	ratio := float64(ours.took) / float64(theirs.took)
	b.ReportMetric(0, "ns/op") // says nothing: an operation is a series of processes
	b.ReportMetric(milliseconds(ours.took), "ms")
	b.ReportMetric(milliseconds(theirs.took), "ms-beside")
	b.ReportMetric(ratio, "x")
	b.ReportMetric(ours.memory, "MiB")
	l.ours, l.theirs, l.ratio = shownTime(ours.took), shownTime(theirs.took), fmt.Sprintf("%.2f ×", ratio)
	l.memory = fmt.Sprintf("%.1f MiB", ours.memory)
	if c.small != nil {
		l.memory += fmt.Sprintf("; %.1f for a tenth", small.memory)
	}
	l.kept = judged(b, c.limit > 0 && ratio > c.limit, c.memory > 0 && max(ours.memory, small.memory) > c.memory)
	return l
}

// judged says which limits were kept. One that was not is no failure, unless somebody
// says that the machine is quiet enough: REALMCTL_BENCH_STRICT=1.
func judged(b *testing.B, slow, big bool) string {
	b.Helper()
	kept := "yes"
	switch {
	case slow && big:
		kept = "over both limits"
	case slow:
		kept = "over the limit"
	case big:
		kept = "memory over the limit"
	}
	if (slow || big) && os.Getenv("REALMCTL_BENCH_STRICT") == "1" {
		b.Error(kept)
	}
	return kept
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// shownTime is a time with as many digits as mean something.
func shownTime(d time.Duration) string {
	if d < 20*time.Millisecond {
		return fmt.Sprintf("%.1f ms", milliseconds(d))
	}
	return fmt.Sprintf("%.0f ms", milliseconds(d))
}

// limits are the limits of a row in words.
func limits(ratio, memory float64) string {
	words := fmt.Sprintf("%g ×", ratio)
	if memory > 0 {
		words += fmt.Sprintf(", %g MiB", memory)
	}
	return words
}

// syncLine tells of a sync in numbers; there is no other program beside it.
func syncLine(work func() syncWork) func(*testing.B, *workshop) line {
	return func(b *testing.B, w *workshop) line {
		b.Helper()
		y := work()
		var seen tally
		for range b.N {
			seen = y.sync(b, w.tool("realmctl"), w.env)
			y.judge(b, seen)
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(seen.writes), "writes")
		b.ReportMetric(float64(seen.reads), "reads")
		kept := "yes"
		if b.Failed() {
			kept = "no"
		}
		return line{
			what:   fmt.Sprintf("`realmctl groups members sync`, %s, %s members, %d differences", y.platform, grouped(syncedMembers), syncedChanges),
			beside: "one write a difference, and the pages", limit: fmt.Sprintf("%d writes, %d readings", syncedChanges, y.reads),
			ours: fmt.Sprintf("%d writes, %d readings", seen.writes, seen.reads), kept: kept,
		}
	}
}
