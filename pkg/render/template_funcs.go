package render

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/template"
	"text/template/parse"
	"time"

	"github.com/clipperhouse/displaywidth"
)

const showFunc = "show"

// templateFuncs are the functions beyond those of text/template.
func templateFuncs() template.FuncMap {
	return template.FuncMap{
		showFunc:  show,
		"json":    toJSON,
		"join":    join,
		"upper":   func(v any) string { return strings.ToUpper(show(v)) },
		"lower":   func(v any) string { return strings.ToLower(show(v)) },
		"date":    date,
		"pad":     pad,
		"default": func(other, v any) any { return orElse(v, other) },
	}
}

// showValues makes every action that prints end in show, as html/template ends
// them in its escapers.
func showValues(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			if len(n.Pipe.Decl) == 0 {
				showPipe(n.Pipe)
			}
		case *parse.IfNode:
			showValues(n.List)
			showValues(n.ElseList)
		case *parse.RangeNode:
			showValues(n.List)
			showValues(n.ElseList)
		case *parse.WithNode:
			showValues(n.List)
			showValues(n.ElseList)
		}
	}
}

func showPipe(pipe *parse.PipeNode) {
	name := parse.NewIdentifier(showFunc).SetPos(pipe.Pos)
	pipe.Cmds = append(pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pipe.Pos, Args: []parse.Node{name}})
}

// show is how a value prints: nothing for what is missing, a string as it is,
// all else as JSON.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	text, err := toJSON(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return text
}

func toJSON(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// join is {{join ", " .list}}; a value that is no list is a list of itself.
func join(separator string, v any) string {
	list, ok := v.([]any)
	if !ok {
		return show(v)
	}
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = show(e)
	}
	return strings.Join(texts, separator)
}

// date is {{date "2006-01-02" .time}}; a missing time prints as nothing.
func date(layout string, v any) (string, error) {
	text := show(v)
	if text == "" {
		return "", nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return "", fmt.Errorf("date: %q is no RFC 3339 time", text)
	}
	return t.Format(layout), nil
}

// pad is {{pad 20 .name}}: at least that many cells wide.
func pad(width int, v any) string {
	text := show(v)
	return text + strings.Repeat(" ", max(0, min(width, 1000)-displaywidth.String(text)))
}

// orElse returns v unless it is missing or empty.
func orElse(v, other any) any {
	if show(v) == "" {
		return other
	}
	return v
}
