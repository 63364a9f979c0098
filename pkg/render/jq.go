package render

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/itchyny/gojq"
)

// jq runs an expression on each object. Strings are printed raw, everything else
// as compact JSON, one a line; the members of objects come out sorted.
type jq struct {
	code   *gojq.Code
	decode decoder
	esc    *escaping // on a terminal
	pretty *pretty   // on a terminal
}

// maxResults bounds what an expression that never ends makes of one object.
const maxResults = 64 << 20

func newJQ(o Options) (*jq, error) {
	query, err := gojq.Parse(o.JQ)
	if err != nil {
		return nil, jqParseError(o.JQ, err)
	}
	code, err := gojq.Compile(query)
	if err != nil {
		return nil, &UsageError{Option: "--jq", Given: o.JQ, Offset: -1, Detail: err.Error()}
	}
	e := &jq{code: code, decode: newDecoder(o)}
	if o.Terminal {
		esc := forScreen()
		e.esc, e.pretty = &esc, &pretty{color: o.Color}
	}
	return e, nil
}

func jqParseError(expression string, err error) error {
	u := &UsageError{Option: "--jq", Given: expression, Offset: -1, Detail: err.Error()}
	if p, ok := errors.AsType[*gojq.ParseError](err); ok {
		// The library counts to the end of the offending token.
		u.Offset = max(0, min(p.Offset, len(expression))-len(p.Token))
		u.Detail = fmt.Sprintf("column %d: %v", utf8.RuneCountInString(expression[:u.Offset])+1, err)
	}
	return u
}

func (e *jq) row(ctx context.Context, dst []byte, r Row) ([]byte, error) {
	object, err := e.decode.object(r)
	if err != nil {
		return dst, err
	}
	before := len(dst)
	results := e.code.RunWithContext(ctx, object)
	for {
		v, ok := results.Next()
		if !ok {
			return dst, nil
		}
		if len(dst)-before > maxResults {
			return dst, fmt.Errorf("jq: the results of one object exceed %d MiB", maxResults>>20)
		}
		if err, ok := v.(error); ok {
			return e.stopped(dst, err)
		}
		if dst, err = e.result(dst, v); err != nil {
			return dst, err
		}
	}
}

// stopped tells "halt", which ends the results of this object, from a failure.
func (e *jq) stopped(dst []byte, err error) ([]byte, error) {
	if h, ok := errors.AsType[*gojq.HaltError](err); ok && h.Value() == nil {
		return dst, nil
	}
	return dst, fmt.Errorf("jq: %w", err)
}

func (e *jq) result(dst []byte, v any) ([]byte, error) {
	if s, ok := v.(string); ok {
		if e.esc != nil {
			return append(e.esc.append(dst, []byte(s)), '\n'), nil
		}
		return append(append(dst, s...), '\n'), nil
	}
	text, err := gojq.Marshal(v)
	if err != nil {
		return dst, fmt.Errorf("jq: %w", err)
	}
	if e.pretty != nil {
		return append(e.pretty.append(dst, text, 0), '\n'), nil
	}
	return append(append(dst, text...), '\n'), nil
}

func (e *jq) end(dst []byte, _ bool) ([]byte, error) { return dst, nil }
