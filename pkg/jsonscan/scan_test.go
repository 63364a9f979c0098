package jsonscan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// end is where the value at the beginning of a document ends.
func end(document string) int {
	s := jsonscan.Scanner{Doc: []byte(document)}
	return s.Value(0)
}

// TestValue takes each value when nothing and when more follows it.
func TestValue(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		`null`, `true`, `false`, `""`, `"a"`, `"}],\"]}\\"`, `"\"\\\/\b\f\n\r\t\u00e9\uD83d"`, `"Jürgen 王 😀"`, `"1234567"`, `"12345678"`, `"1234567\n"`,
		"\"\x7f\xff\"", `[]`, `{}`, "[ \n]", "{\t}", `[1,"a",null,true,false,[],{}]`, "{ \"a\" :\r\n[ 1 , { } ] , \"a\" : 2 }",
	} {
		for _, after := range []string{"", ",", "]", " "} {
			if got := end(value + after); got != len(value) {
				t.Errorf("%s%s: ends at %d", value, after, got)
			}
		}
	}
	for _, number := range []string{`0`, `-0`, `7`, `-12.50`, `1e9`, `0.5E-3`, `10e+05`} {
		if got := end(number + ","); got != len(number) {
			t.Errorf("%s: ends at %d", number, got)
		}
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	for _, document := range []string{
		`]`, `,`, `:`, `x`, `+1`, `.5`, `-a`, `1.a`, `1ea`, `nul,`, `True`, `'a'`, `"\x"`, `"\u12g4"`, "\"a\n\"", "\"\x00\"", `[1 2]`, `[1,]`, `[,1]`, `[1}`,
		`{]`, `{"a"}`, `{"a" 1}`, `{"a":1,}`, `{"a":}`, `{a:1}`, `{1:1}`, `{"a":1 "b":2}`, "\xef\xbb\xbf{}", "[\v]", "{\"12345678\x1f\":1}",
	} {
		if got := end(document); got != jsonscan.Malformed {
			t.Errorf("%s: %d", document, got)
		}
	}
}

// TestCutOff ends a document after every byte.
func TestCutOff(t *testing.T) {
	t.Parallel()
	whole := `{ "a" : "x\u00e9 and more text", "b" : [ 1 , -2.5e3 , null , true , false ] , "c" : {} }`
	for n := range len(whole) {
		if got := end(whole[:n]); got != jsonscan.CutOff {
			t.Errorf("%s: %d", whole[:n], got)
		}
	}
}

func TestDepth(t *testing.T) {
	t.Parallel()
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	if got := end(nested(jsonscan.MostNested)); got != 2*jsonscan.MostNested {
		t.Errorf("%d levels: %d", jsonscan.MostNested, got)
	}
	if got := end(nested(jsonscan.MostNested + 1)); got != jsonscan.TooDeep {
		t.Errorf("%d levels: %d", jsonscan.MostNested+1, got)
	}
}

// FuzzValue compares the scanner with a general tokeniser: both find the same end, or
// both refuse the document, for the same reason.
func FuzzValue(f *testing.F) {
	for _, seed := range []string{
		`{"_id":"1","a":[1,2,{"b":null}]},`, `{"c":"\"\\\u00e9"}`, `[1.5e-3,true,"\ud83d\ude00"]`, `{"a":"` + strings.Repeat("x", 40) + `\n"}`, `{"a":1`, ` [ ] `, `01`, `-`, `"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		from := jsonscan.Space(document, 0)
		s := jsonscan.Scanner{Doc: document}
		got := s.Value(from)
		d := jsontext.NewDecoder(bytes.NewReader(document), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		value, err := d.ReadValue()
		switch {
		case err == nil && got != from+len(value):
			t.Fatalf("%q ends at %d, want %d", document, got, from+len(value))
		case err != nil && got >= 0:
			t.Fatalf("%q ends at %d: %v", document, got, err)
		case got == jsonscan.CutOff != (errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)):
			t.Fatalf("%q is %d: %v", document, got, err)
		case got >= 0 && !json.Valid(document[from:got]):
			t.Fatalf("%q gave %q", document, document[from:got])
		}
	})
}
