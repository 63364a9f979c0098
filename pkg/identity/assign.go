package identity

import (
	"bytes"
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// An Assignment is one name=value as a person types it: "mail=a@b.c",
// "n:=3" (the value is JSON), "photo=@file" (the value is the file's text).
type Assignment struct {
	// Path is the attribute: "mail", "preferences.updates".
	Path string
	// Text is the value as typed, or the name of the file.
	Text string
	// JSON is true for :=, File for =@.
	JSON, File bool
}

// ParseAssignment splits an argument of --set. A leading backslash before @
// keeps the @ as text.
func ParseAssignment(arg string) (Assignment, error) {
	name, text, found := strings.Cut(arg, "=")
	if !found || strings.TrimSuffix(name, ":") == "" {
		return Assignment{}, Errorf(Usage, "%q is not name=value", arg)
	}
	a := Assignment{Path: name, Text: text}
	if path, ok := strings.CutSuffix(name, ":"); ok {
		a.Path, a.JSON = path, true
	}
	if err := checkPath(a.Path); err != nil {
		return Assignment{}, err
	}
	if a.JSON {
		return a, nil
	}
	if file, ok := strings.CutPrefix(text, "@"); ok {
		a.Text, a.File = file, true
	}
	if strings.HasPrefix(text, `\@`) {
		a.Text = text[1:]
	}
	return a, nil
}

func checkPath(path string) error {
	for step := range strings.FieldsFuncSeq(strings.TrimPrefix(path, "/"), func(r rune) bool { return r == '.' || r == '/' }) {
		if strings.ContainsAny(step, " \t\r\n\"'") {
			return Errorf(Usage, "%q is not the name of an attribute", path)
		}
	}
	if strings.Trim(path, "./") == "" {
		return Errorf(Usage, "%q is not the name of an attribute", path)
	}
	return nil
}

// Value makes the JSON value that text means for the attribute: its type
// decides. A value that does not fit is an error of kind [Invalid] that names
// attribute, type wanted and value given. An attribute of unknown type takes text.
func (a Attribute) Value(text string) (json.RawMessage, error) {
	switch a.Type {
	case Boolean:
		if text == "true" || text == "false" {
			return json.RawMessage(text), nil
		}
		return nil, a.misfit("true or false", text)
	case Integer:
		if n, ok := new(big.Int).SetString(text, 10); ok {
			return json.RawMessage(n.String()), nil
		}
		return nil, a.misfit("an integer", text)
	case Float:
		if isNumber(text) {
			return json.RawMessage(text), nil
		}
		return nil, a.misfit("a number", text)
	case List:
		return a.list(text)
	case Object, Relationship:
		return a.structured(text)
	}
	return a.text(text)
}

// text is a string, one of the enumeration if there is one.
func (a Attribute) text(text string) (json.RawMessage, error) {
	if len(a.Enum) > 0 && !slices.Contains(a.Enum, text) {
		return nil, a.misfit("one of "+strings.Join(a.Enum, ", "), text)
	}
	return Quote(text), nil
}

// list takes a JSON array, or one element.
func (a Attribute) list(text string) (json.RawMessage, error) {
	if raw := []byte(strings.TrimSpace(text)); len(raw) > 0 && raw[0] == '[' {
		if !json.Valid(raw) {
			return nil, a.misfit("a JSON array", text)
		}
		return raw, a.Check(raw)
	}
	v, err := a.Element(text)
	if err != nil {
		return nil, err
	}
	return append(append([]byte{'['}, v...), ']'), nil
}

// Element makes one element of a list from text.
func (a Attribute) Element(text string) (json.RawMessage, error) {
	return a.element().Value(text)
}

// element is the attribute that each element of a list is checked against.
func (a Attribute) element() Attribute {
	return Attribute{Name: a.Name, Type: a.Items, Secret: a.Secret, Enum: a.Enum}
}

func (a Attribute) structured(text string) (json.RawMessage, error) {
	raw := json.RawMessage(strings.TrimSpace(text))
	if !json.Valid(raw) || raw[0] != '{' {
		return nil, a.misfit("a JSON object", text)
	}
	return raw, nil
}

// Check reports whether a JSON value fits the attribute's type, as an error of
// kind [Invalid]; null fits nothing.
func (a Attribute) Check(value json.RawMessage) error {
	value = bytes.TrimSpace(value)
	if !json.Valid(value) {
		return a.misfit("JSON", string(value))
	}
	wanted, ok := a.wants(value)
	if !ok {
		return a.misfitJSON(wanted, value)
	}
	if a.Type == List && a.Items != "" {
		return a.checkElements(value)
	}
	if a.Type == String && len(a.Enum) > 0 {
		var s string
		if json.Unmarshal(value, &s) == nil && !slices.Contains(a.Enum, s) {
			return a.misfit("one of "+strings.Join(a.Enum, ", "), s)
		}
	}
	return nil
}

func (a Attribute) wants(value json.RawMessage) (wanted string, ok bool) {
	if string(value) == "null" {
		return "a value", false
	}
	first := value[0]
	number := first == '-' || first >= '0' && first <= '9'
	switch a.Type {
	case String:
		return "a string", first == '"'
	case Boolean:
		return "true or false", first == 't' || first == 'f'
	case Integer:
		return "an integer", number && !bytes.ContainsAny(value, ".eE")
	case Float:
		return "a number", number
	case List:
		return "an array", first == '['
	case Object:
		return "an object", first == '{'
	}
	return "", true
}

func (a Attribute) checkElements(value json.RawMessage) error {
	var elements []json.RawMessage
	if err := json.Unmarshal(value, &elements); err != nil {
		return a.misfitJSON("an array", value)
	}
	for _, e := range elements {
		if err := a.element().Check(e); err != nil {
			return err
		}
	}
	return nil
}

// misfit is the error for text that does not fit; it shows the text in quotes.
func (a Attribute) misfit(wanted, given string) error {
	return a.refuse(wanted, strconv.Quote(shortened(given)))
}

// misfitJSON is the error for JSON that does not fit; it shows the JSON as it is.
func (a Attribute) misfitJSON(wanted string, given json.RawMessage) error {
	return a.refuse(wanted, shortened(string(given)))
}

func (a Attribute) refuse(wanted, shown string) error {
	words := "wants " + wanted
	if !a.Secret {
		words += ", not " + shown
	}
	return &Error{Kind: Invalid, Violations: []Violation{{Attribute: a.Name, Rule: "VALID_TYPE", Words: words}}}
}

func shortened(text string) string {
	const most = 60
	if len(text) > most {
		return strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// Quote makes a JSON string of text.
func Quote(text string) json.RawMessage {
	return json.RawMessage(Value{Kind: Text, Text: text}.String())
}
