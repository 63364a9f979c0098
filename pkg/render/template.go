package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/template"
)

// textTemplate runs a Go template on each object. What an object leaves behind
// ends with a line break. An attribute that an object lacks prints as nothing,
// lists and objects print as JSON.
type textTemplate struct {
	t      *template.Template
	decode decoder
	esc    *escaping // on a terminal
	out    bytes.Buffer
}

const templateName = "template"

func newTemplate(o Options) (*textTemplate, error) {
	t, err := template.New(templateName).Funcs(templateFuncs()).Parse(o.Template)
	if err != nil {
		return nil, templateParseError(o.Template, err)
	}
	for _, part := range t.Templates() {
		showValues(part.Root)
	}
	e := &textTemplate{t: t, decode: newDecoder(o)}
	if o.Terminal {
		esc := forScreen()
		e.esc = &esc
	}
	return e, nil
}

// templateParseError turns "template: template:2: ..." into "line 2: ...".
func templateParseError(text string, err error) error {
	detail := strings.TrimPrefix(err.Error(), "template: ")
	if rest, ok := strings.CutPrefix(detail, templateName+":"); ok {
		detail = "line " + rest
	}
	return &UsageError{Option: "--template", Given: text, Offset: lineStart(text, detail), Detail: detail}
}

// lineStart returns where the line begins that detail names, or -1.
func lineStart(text, detail string) int {
	var line int
	if _, err := fmt.Sscanf(detail, "line %d:", &line); err != nil {
		return -1
	}
	at := 0
	for range line - 1 {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return at
}

func (e *textTemplate) row(_ context.Context, dst []byte, r Row) ([]byte, error) {
	object, err := e.decode.object(r)
	if err != nil {
		return dst, err
	}
	e.out.Reset()
	if err := e.t.Execute(&e.out, object); err != nil {
		return dst, templateRunError(err)
	}
	text := e.out.Bytes()
	if e.esc != nil {
		text = e.esc.append(nil, text)
	}
	dst = append(dst, text...)
	if n := len(text); n > 0 && text[n-1] != '\n' {
		dst = append(dst, '\n')
	}
	return dst, nil
}

func templateRunError(err error) error {
	if e, ok := errors.AsType[template.ExecError](err); ok {
		return fmt.Errorf("template: %s", strings.TrimPrefix(e.Error(), "template: "+templateName+":"))
	}
	return fmt.Errorf("template: %w", err)
}

func (e *textTemplate) end(dst []byte, _ bool) ([]byte, error) { return dst, nil }
