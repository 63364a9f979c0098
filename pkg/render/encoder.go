package render

import "github.com/go-json-experiment/json/jsontext"

// newEncoder chooses the encoder; o has its defaults.
func newEncoder(o Options) (encoder, error) {
	switch {
	case o.JQ != "" && o.Template != "":
		return nil, &UsageError{Option: "--template", Given: o.Template, Offset: -1, Detail: "it cannot be combined with --jq"}
	case o.JQ != "":
		return newJQ(o)
	case o.Template != "":
		return newTemplate(o)
	}
	switch o.Format {
	case Table, Wide:
		if o.Terminal {
			return newTable(o)
		}
		return newTSV(o)
	case CSV:
		return newCSV(o)
	case JSON:
		return newJSON(o), nil
	case NDJSON:
		return newNDJSON(o), nil
	case YAML:
		return newYAML(o), nil
	case ID:
		return newBare(o, o.IDPath)
	case Name:
		return newBare(o, o.NamePath)
	}
	_, err := ParseFormat(string(o.Format))
	return nil, err
}

// tagger puts the realm in front of an object's members without decoding it.
type tagger struct {
	on     bool
	realm  string
	prefix []byte // {"_realm":"acme/alpha"
}

// append appends object, which is one JSON object without blanks around it.
func (t *tagger) append(dst, object []byte, realm string) []byte {
	if !t.on {
		return append(dst, object...)
	}
	if t.prefix == nil || t.realm != realm {
		t.realm = realm
		t.prefix = append(t.prefix[:0], `{"`+realmMember+`":`...)
		// Invalid UTF-8 is replaced, which is the only error there can be.
		t.prefix, _ = jsontext.AppendQuote(t.prefix, realm)
	}
	dst = append(dst, t.prefix...)
	if object[skipSpace(object, 1)] != '}' {
		dst = append(dst, ',')
	}
	return append(dst, object[1:]...)
}

// trim returns doc without blanks around it. It looks at the ends alone: whoever
// cut the document out of a page has already made sure of the rest.
func trim(doc []byte) ([]byte, error) {
	start, end := skipSpace(doc, 0), len(doc)
	for end > start && (doc[end-1] == '\n' || doc[end-1] == ' ' || doc[end-1] == '\r' || doc[end-1] == '\t') {
		end--
	}
	if end-start < 2 || doc[start] != '{' || doc[end-1] != '}' {
		return nil, syntaxError(doc, start)
	}
	return doc[start:end], nil
}
