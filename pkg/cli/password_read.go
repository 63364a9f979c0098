package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
)

// maxPassword bounds what is read as a password or a code.
const maxPassword = 4 << 10

// A proof is a secret that stands before a new password, or alone: the present
// password, or a code that was mailed.
type proof struct {
	name   string // "the code"
	prompt string // "Code: "
	help   string // the flags to use where there is nobody to ask
	stdin  bool
	file   string
}

// noun is what the proof is, without the article.
func (p proof) noun() string { return strings.TrimPrefix(p.name, "the ") }

// secret reads a proof. Where a new password follows on standard input, the proof is
// its first line.
func (s *session) secret(ctx context.Context, p proof, more bool) (string, error) {
	switch {
	case p.file != "":
		return s.secretFile(p.file, p.noun())
	case p.stdin && more:
		return s.secretLine(p.name)
	case p.stdin:
		return s.secretRest(p.noun())
	case !s.mayAsk():
		return "", usagef("no terminal to ask for %s on: use %s", p.name, p.help)
	}
	text, err := s.readSecret(ctx, p.prompt)
	if err == nil && len(text) == 0 {
		err = usagef("%s is empty", p.name)
	}
	return string(text), err
}

// readPassword reads a new password; one that is typed is typed twice.
func (s *session) readPassword(ctx context.Context, f passwordFlags) (string, error) {
	switch {
	case f.file != "":
		return s.secretFile(f.file, "password")
	case f.stdin:
		return s.secretRest("password")
	case !s.mayAsk():
		return "", usagef("no terminal to ask for the password on: use --password-stdin or --generate")
	}
	first, err := s.readSecret(ctx, "New password: ")
	if err != nil {
		return "", err
	}
	second, err := s.readSecret(ctx, "Once more: ")
	if err != nil {
		return "", err
	}
	if !bytes.Equal(first, second) {
		return "", usagef("the two passwords differ")
	}
	return string(first), nil
}

// secretRest is what is left of standard input.
func (s *session) secretRest(what string) (string, error) {
	return boundSecret(s.reader(), "standard input", what)
}

// secretFile is a secret in a file. One that others can read is used all the same,
// and they are told of.
func (s *session) secretFile(name, what string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", &usageError{err}
	}
	defer func() { _ = f.Close() }() // it was only read
	if info, err := f.Stat(); err == nil && info.Mode().Perm()&0o077 != 0 && info.Mode().IsRegular() && runtime.GOOS != "windows" {
		s.say("warning: others can read %s (mode %04o): chmod 600 %s", name, info.Mode().Perm(), name)
	}
	return boundSecret(f, name, what)
}

// boundSecret reads a secret to its end, without the line break there.
func boundSecret(r io.Reader, where, what string) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxPassword+1))
	if err != nil {
		return "", err
	}
	data = bytes.TrimSuffix(bytes.TrimSuffix(data, []byte("\n")), []byte("\r"))
	if len(data) == 0 || len(data) > maxPassword {
		return "", usagef("%s holds no %s, or one of more than %d bytes", where, what, maxPassword)
	}
	return string(data), nil
}

// secretLine is the next line of standard input, which another secret follows.
func (s *session) secretLine(name string) (string, error) {
	var line []byte
	for len(line) <= maxPassword {
		b, err := s.reader().ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			return "", usagef("standard input wants two lines: %s, then the new password", name)
		case err != nil:
			return "", err
		case b != '\n':
			line = append(line, b)
			continue
		}
		if line = bytes.TrimSuffix(line, []byte("\r")); len(line) == 0 {
			return "", usagef("standard input wants two lines, and the first, %s, is empty", name)
		}
		return string(line), nil
	}
	return "", usagef("%s on standard input has more than %d bytes", name, maxPassword)
}

// replacing reads a proof, and then the new password that it allows.
func (s *session) replacing(ctx context.Context, store any, p proof, w wantedPassword) (proven, next string, err error) {
	if err := w.check(); err != nil {
		return "", "", err
	}
	if proven, err = s.secret(ctx, p, w.stdin); err != nil {
		return "", "", err
	}
	next, err = s.newPassword(ctx, store, w)
	return proven, next, err
}
