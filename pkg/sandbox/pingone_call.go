package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	maxPingBody = 1 << 20
	vendorType  = "application/vnd.pingidentity."
	plainType   = "application/json"
)

// pingCall is one request to the PingOne face, inside the transaction that answers it.
type pingCall struct {
	*pingOne
	r       *http.Request
	tx      *store.Tx
	tenant  *tenant
	base    string // scheme and host under which the client came, with /v1
	actor   pingClaims
	at      time.Time
	media   string // the operation that the content type names, "" for plain JSON
	content []byte
	env     *environment // of the path, nil where the path has none
	known   *pingSchema  // of env, once it was asked for
}

// answer is what a handler has to say once its transaction is durable.
type answer struct {
	status  int
	body    any   // a []byte is JSON already; nil is no content
	refused error // an error that is answered though what was done is kept, such as a counted failure
}

func ok(body any) (answer, error)      { return answer{status: http.StatusOK, body: body}, nil }
func created(body any) (answer, error) { return answer{status: http.StatusCreated, body: body}, nil }
func gone() (answer, error)            { return answer{status: http.StatusNoContent}, nil }

// refusedButKept commits what was done and answers with an error.
func refusedButKept(err error) (answer, error) { return answer{refused: err}, nil }

type pingHandler func(*pingCall) (answer, error)

// reading and writing make handlers of the router's kind: they authorise, run h in one transaction, and answer.
func (p *pingOne) reading(h pingHandler) http.HandlerFunc { return p.handle(h, p.store.Read) }
func (p *pingOne) writing(h pingHandler) http.HandlerFunc { return p.handle(h, p.store.Write) }

type transact func(context.Context, func(*store.Tx) error) error

func (p *pingOne) handle(h pingHandler, within transact) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, err := p.run(w, r, h, within)
		if err == nil {
			err = a.refused
		}
		if err != nil {
			refusePing(w, r, err)
			return
		}
		sendPing(w, r, a.status, a.body)
	}
}

func (p *pingOne) run(w http.ResponseWriter, r *http.Request, h pingHandler, within transact) (a answer, err error) {
	t, err := p.founded(r.Context())
	if err != nil {
		return answer{}, err
	}
	c := &pingCall{pingOne: p, r: r, tenant: t, base: pingOrigin(r) + "/v1", at: p.clockNow(), media: mediaOf(r)}
	if c.actor, err = p.pingBearer(r, t); err != nil {
		return answer{}, err
	}
	if c.content, err = readContent(w, r); err != nil {
		return answer{}, err
	}
	err = within(r.Context(), func(tx *store.Tx) error {
		c.tx = tx
		if err := c.enter(); err != nil {
			return err
		}
		a, err = h(c)
		return err
	})
	return a, err
}

// enter finds the environment of the path and looks whether the actor may do what it asks there.
func (c *pingCall) enter() error {
	id := c.r.PathValue("env")
	if id == "" {
		return c.mayAct()
	}
	env, err := findEnvironment(c.tx, id)
	if err != nil {
		return err
	}
	c.env = env
	return c.mayAct()
}

// mediaOf is what the vendor's content type names in small letters, as "password.setvalue". Some clients send a plain
// type beside it.
func mediaOf(r *http.Request) string {
	for _, value := range r.Header.Values("Content-Type") {
		for part := range strings.SplitSeq(value, ",") {
			kind, _, err := mime.ParseMediaType(strings.TrimSpace(part))
			if name, vendor := strings.CutPrefix(kind, vendorType); err == nil && vendor {
				return strings.TrimSuffix(name, "+json")
			}
		}
	}
	return ""
}

func readContent(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil, nil
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPingBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, invalidRequest("The request body is too large.")
	}
	return bytes.TrimSpace(raw), err
}

// object is the body of the request. An operation without content may arrive with nothing, with null or with {}.
func (c *pingCall) object() (document, error) {
	if len(c.content) == 0 || string(c.content) == "null" {
		return document{}, nil
	}
	d := json.NewDecoder(bytes.NewReader(c.content))
	d.UseNumber()
	doc := document{}
	if err := d.Decode(&doc); err != nil {
		return nil, invalidRequest("The request body is not a valid JSON object.")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, invalidRequest("The request body is not a valid JSON object.")
	}
	return doc, nil
}

// plain refuses an operation of the vendor's that this path does not have, and content that is no JSON.
func (c *pingCall) plain() error {
	if c.media != "" {
		return unsupportedMedia()
	}
	header := c.r.Header.Get("Content-Type")
	kind, _, err := mime.ParseMediaType(header)
	if header == "" && len(c.content) == 0 || err == nil && kind == plainType {
		return nil
	}
	return unsupportedMedia()
}

// plainObject is the body of a request that has to be plain JSON.
func (c *pingCall) plainObject() (document, error) {
	if err := c.plain(); err != nil {
		return nil, err
	}
	return c.object()
}

// operations runs the operation that the content type names; others are 415.
func operations(by map[string]pingHandler) pingHandler {
	return func(c *pingCall) (answer, error) {
		for name, h := range by {
			if strings.EqualFold(name, c.media) {
				return h(c)
			}
		}
		return answer{}, unsupportedMedia()
	}
}
