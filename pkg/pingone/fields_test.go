package pingone

import (
	"encoding/json"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

func TestPrune(t *testing.T) {
	t.Parallel()
	const whole = `{"id":"1","name":{"given":"Ann","family":"A\u0042"},"email":"a@b","tags":["x", {"y":1e400}],"address":{},"population":{"id":"p"}}`
	for _, c := range []struct {
		document string
		fields   []string
		want     string
	}{
		{whole, nil, whole},
		{whole, []string{"*", "mail"}, whole},
		{whole, []string{"mail"}, `{"id":"1","email":"a@b"}`},
		{whole, []string{"email", "mail"}, `{"id":"1","email":"a@b"}`},
		{whole, []string{"sn", "tags"}, `{"id":"1","name":{"family":"A\u0042"},"tags":["x", {"y":1e400}]}`},
		{whole, []string{"name/given", "name"}, `{"id":"1","name":{"given":"Ann","family":"A\u0042"}}`},
		{whole, []string{"/population/id"}, `{"id":"1","population":{"id":"p"}}`},
		{whole, []string{"city", "email.x", "nothing", "address"}, `{"id":"1","address":{}}`},
		{`{"name":"no object","email":1,"a\"b":2}`, []string{"sn", `a"b`}, `{"a\"b":2}`},
		{`{"email":1,"email":2}`, []string{"mail"}, `{"email":1,"email":2}`},
		{`{}`, []string{"mail"}, `{}`},
		{`[1]`, []string{"mail"}, `[1]`},
		{`{"email":`, []string{"mail"}, `{"email":`},
	} {
		p, err := New(nil, Options{}).users.pruning(c.fields)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(p.prune(json.RawMessage(c.document))); got != c.want {
			t.Errorf("%v of %s:\n%s\nwant\n%s", c.fields, c.document, got, c.want)
		}
	}
	if _, err := New(nil, Options{}).users.pruning([]string{"/a//b"}); identity.KindOf(err) != identity.Usage {
		t.Errorf("%v", err)
	}
}

// FuzzPrune: what is left of a document is a document, whatever it was.
func FuzzPrune(f *testing.F) {
	for _, seed := range []string{`{"id":"1","name":{"given":"a"},"email":"x"}`, `{"a":[{}],"name":1}`, `{"name":{"given":{"x":1}}`, "{\"\xff\":1}"} {
		f.Add(seed)
	}
	p, err := New(nil, Options{}).users.pruning([]string{"givenName", "mail"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, document string) {
		got := p.prune(json.RawMessage(document))
		if json.Valid([]byte(document)) != json.Valid(got) {
			t.Errorf("%q of %q", got, document)
		}
	})
}

func BenchmarkPrune(b *testing.B) {
	document := json.RawMessage(`{"_links":{"self":{"href":"https://api.pingone.eu/v1/environments/x/users/y"}},"id":"1","name":{"given":"Ann","family":"A"},"email":"a@b","address":{"locality":"x"},"population":{"id":"p"}}`)
	p, err := New(nil, Options{}).users.pruning([]string{"mail", "sn"})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		p.prune(document)
	}
}
