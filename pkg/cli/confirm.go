package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// manyObjects is the number from which a deletion wants the realm's name.
const manyObjects = 10

// A confirmation is what has to be agreed to before objects are deleted.
type confirmation struct {
	op      string // "delete"
	noun    noun
	realm   realm.Realm
	count   int
	grounds string // why the realm's name is wanted, though few objects go; "" for none
	confirm string // what --confirm said
	whither string // what stands before the realm in the question; "" is "from"
}

// grave reports whether the realm's name is wanted, not just a yes.
func (c confirmation) grave() bool {
	return c.realm.Protected || c.count >= manyObjects || c.grounds != ""
}

// beforehand decides without a tenant: nil when the flags agree, true when a
// person is to be asked. Off a terminal what is missing is refused here.
func (c confirmation) beforehand(s *session) (ask bool, err error) {
	address := c.realm.Address()
	switch {
	case s.dryRun || s.curl:
		return false, nil
	case c.confirm != "" && c.confirm != address:
		return false, c.refuse("--confirm names "+c.confirm+", not "+address, "")
	case c.confirm == address, !c.grave() && s.yes:
		return false, nil
	case s.mayAsk():
		return true, nil
	case c.grave():
		return false, c.refuse(c.reason()+": the realm's name is wanted", s.again("--confirm", address))
	}
	return false, c.refuse("not confirmed", s.again("--yes"))
}

func (c confirmation) reason() string {
	if c.realm.Protected {
		return c.realm.Address() + " is protected"
	}
	if c.grounds != "" {
		return c.grounds
	}
	return fmt.Sprintf("%d %s", c.count, c.noun.many)
}

// guarded says of a protected realm that it is one.
func (c confirmation) guarded() string {
	if c.realm.Protected {
		return ", which is protected"
	}
	return ""
}

// preposition joins the objects with the realm: "from", "to Staff in".
func (c confirmation) preposition() string {
	if c.whither == "" {
		return "from"
	}
	return escape(c.whither)
}

func (c confirmation) refuse(why, hint string) error {
	return &identity.Error{
		Kind: identity.Cancelled, Op: c.op + " " + c.noun.many, Realm: c.realm.Address(),
		Detail: why + "; nothing was changed", Hint: hint,
	}
}

// ask puts the question to a person, naming what will go.
func (c confirmation) ask(ctx context.Context, s *session, names []string) error {
	p := s.palette(s.app.Err)
	address := c.realm.Address()
	for i, name := range names {
		if i == manyObjects {
			fmt.Fprintf(s.app.Err, "  and %d more\n", len(names)-i)
			break
		}
		fmt.Fprintf(s.app.Err, "  %s\n", escape(name))
	}
	if c.grave() {
		fmt.Fprintf(s.app.Err, "%s %s %s %s%s.\nType %s to go on: ",
			p.bad("This will "+c.op), p.bold(c.objects()), c.preposition(), p.bold(address), c.guarded(), p.bold(address))
	} else {
		fmt.Fprintf(s.app.Err, "%s %s %s %s? [y/N] ", p.bad(title(c.op)), p.bold(c.objects()), c.preposition(), p.bold(address))
	}
	answer, err := s.readLine(ctx)
	if err != nil {
		return err
	}
	answer = strings.TrimSpace(answer)
	if c.grave() && answer == address || !c.grave() && (strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes")) {
		return nil
	}
	return c.refuse("not confirmed", "")
}

func (c confirmation) objects() string {
	if c.count == 1 {
		return "this " + c.noun.one
	}
	return fmt.Sprintf("these %d %s", c.count, c.noun.many)
}

func title(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

// readLine reads what a person types; Ctrl-C ends the waiting.
func (s *session) readLine(ctx context.Context) (string, error) {
	type line struct {
		text string
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := s.reader().ReadString('\n')
		if text != "" && err == io.EOF { //nolint:errorlint // bufio returns it bare
			err = nil
		}
		read <- line{strings.TrimRight(text, "\r\n"), err}
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(s.app.Err)
		return "", ctx.Err()
	case l := <-read:
		return l.text, l.err
	}
}

// reader is standard input, buffered once for all questions.
func (s *session) reader() *bufio.Reader {
	if s.input == nil {
		s.input = bufio.NewReader(s.app.In)
	}
	return s.input
}

// readSecret reads what a person types without showing it.
func (s *session) readSecret(ctx context.Context, prompt string) ([]byte, error) {
	in := terminal(s.app.In)
	if in == nil || s.noInput {
		return nil, usagef("%s: there is no terminal to ask on", strings.TrimSuffix(prompt, ": "))
	}
	fmt.Fprint(s.app.Err, prompt)
	defer fmt.Fprintln(s.app.Err)
	return readHidden(ctx, in)
}

// readHidden reads a line without echo and gives the terminal back as it was,
// also when the person presses Ctrl-C.
func readHidden(ctx context.Context, in *os.File) ([]byte, error) {
	fd := int(in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	type secretLine struct {
		text []byte
		err  error
	}
	read := make(chan secretLine, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		read <- secretLine{text, err}
	}()
	select {
	case <-ctx.Done():
		_ = term.Restore(fd, before) // the process ends next
		return nil, ctx.Err()
	case l := <-read:
		return l.text, l.err
	}
}
