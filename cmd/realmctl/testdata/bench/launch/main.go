// Launch runs a program, throws away what it prints, and prints how long it ran, in
// nanoseconds, and its peak resident set, in bytes.
//
//	launch PROGRAM [ARGUMENT...]
//
// It is there to be small. The system counts the memory of a process from before it
// became the program that was asked for, and until then it is a copy of the one that
// started it: a big process finds all its children big.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

func main() {
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stderr = os.Stderr
	begin := time.Now()
	err := cmd.Run()
	took := time.Since(begin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(took.Nanoseconds(), peak(cmd.ProcessState))
}

func peak(ended *os.ProcessState) int64 {
	most := int64(ended.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "linux" { // tells it in KiB, others in bytes
		most <<= 10
	}
	return most
}
