package sandbox

import (
	"bytes"
	"encoding/json"
	"testing"
)

func FuzzSplitMembers(f *testing.F) {
	f.Add(`{"a":1,"b":{"c":[1,"},\"{"]},"d":"\\","e":null}`)
	f.Add(`{}`)
	f.Fuzz(func(t *testing.T, text string) {
		var want map[string]json.RawMessage
		var compact bytes.Buffer
		if json.Unmarshal([]byte(text), &want) != nil || want == nil || json.Compact(&compact, []byte(text)) != nil {
			_, _ = splitMembers([]byte(text)) // must not panic
			return
		}
		for name := range want {
			if bytes.ContainsAny(encode(name)[1:len(encode(name))-1], `\"`) || bytes.ContainsRune([]byte(text), 0xFFFD) {
				return // no such names are stored
			}
		}
		got, err := splitMembers(compact.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for name, value := range want {
			var a, b any
			if json.Unmarshal(value, &a) != nil || json.Unmarshal(got.take(&at, name), &b) != nil {
				t.Fatalf("%q of %s", name, compact.String())
			}
		}
	})
}
