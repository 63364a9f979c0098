package realm

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// A setting is one value that can be said by flag, environment and file. An
// empty key, flag or variable means that this layer does not know it.
type setting struct {
	key      string // in the file, and the name of the setting
	flag     string // long name
	variable string
	standard string // the default
	meaning  string
	check    func(text string) error
}

// settings is the table of all settings.
func settings() []setting {
	return []setting{
		{"current", "realm", "REALMCTL_REALM", "", "default realm: an address as for --realm", checkAny},
		{"output", "output", "REALMCTL_OUTPUT", "table", "output format", oneOf(Outputs()...)},
		{"timeout", "timeout", "REALMCTL_TIMEOUT", "30s", "deadline of a request with its retries: 30s, 2m, or seconds", checkDuration},
		{"store", "store", "REALMCTL_STORE", "auto", "where secrets rest", oneOf(stores()...)},
		{"errors", "errors", "REALMCTL_ERRORS", "auto", "form of errors on stderr: auto is json when the output is", oneOf("auto", "text", "json")},
		{"pager", "pager", "REALMCTL_PAGER", "", "pager for tables on a terminal; cat for none", checkAny},
		{"color", "color", "REALMCTL_COLOR", "auto", "colour", oneOf("auto", "always", "never")},
		{"parallel", "parallel", "REALMCTL_PARALLEL", "8", "realms asked side by side", checkParallel},
	}
}

// Outputs lists the output formats that --output takes.
func Outputs() []string {
	return []string{"table", "wide", "json", "yaml", "csv", "ndjson", "id", "name"}
}

func stores() []string { return []string{"auto", "keyring", "file", "none"} }

func checkAny(string) error { return nil }

func oneOf(known ...string) func(string) error {
	return func(text string) error {
		if slices.Contains(known, text) {
			return nil
		}
		return errors.New(notOneOf(text, known))
	}
}

func checkDuration(text string) error {
	_, err := ParseTimeout(text)
	return err
}

// ParseTimeout reads a duration: as Go writes it ("1m30s"), or a plain number
// of seconds. It is more than zero.
func ParseTimeout(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if seconds, numErr := strconv.ParseFloat(text, 64); numErr == nil && math.Abs(seconds) < math.MaxInt32 {
		d, err = time.Duration(seconds*float64(time.Second)), nil
	}
	if err != nil {
		return 0, fmt.Errorf("%q is not a duration like 30s, 2m or 45", text)
	}
	if d <= 0 {
		return 0, fmt.Errorf("%s is not more than zero", d)
	}
	return d, nil
}

func checkParallel(text string) error {
	if n, err := strconv.Atoi(text); err != nil || n < 1 || n > 64 {
		return fmt.Errorf("%q is not a number from 1 to 64", text)
	}
	return nil
}
