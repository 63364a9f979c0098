package sandbox

import (
	"bytes"
	"errors"
	"net/http"
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// relationship serves the relationships of an object as resources of their own: {type}/{id}/{property} and, for one
// edge, {type}/{id}/{property}/{edge}.
func (c *call) relationship(t *objectType, id string, rest []string) error {
	p, ok := t.property(rest[0])
	if !ok || !p.isRelation() || len(rest) > 2 {
		return notFound()
	}
	e := &edges{call: c, t: t, id: id, p: p}
	_, many := p.relation()
	switch {
	case len(rest) == 2:
		return e.one(rest[1])
	case many && c.op == opQuery:
		return e.query()
	case many && c.op == opCreate && c.r.Method == http.MethodPost:
		return e.create()
	case !many && c.op == opRead:
		return e.readSingle()
	case c.op == opQuery:
		return badRequest("The singleton resource  cannot be queried")
	case c.op == opRead:
		return badRequest("The resource collection  cannot be read")
	case c.op == opAction:
		action, _ := c.params.one("_action")
		return badRequest("Action %s is not supported.", action)
	}
	return fail(http.StatusNotImplemented, "Not Implemented")
}

// edges is one relationship of one object.
type edges struct {
	*call
	t  *objectType
	id string
	p  *property
}

func (e *edges) end() store.Ref { return store.Ref{Collection: e.t.Collection, ID: e.id} }

// row writes an edge as a resource: its own id and revision, where it leads, and what was asked of its target.
func (e *edges) row(tx *store.Tx, edge store.Edge, fields selection) ([]byte, error) {
	target, err := tx.Get(edge.To.Collection, edge.To.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	head := encode(struct {
		ID         string     `json:"_id"`
		Rev        string     `json:"_rev"`
		Ref        string     `json:"_ref"`
		Collection string     `json:"_refResourceCollection"`
		TargetID   string     `json:"_refResourceId"`
		TargetRev  string     `json:"_refResourceRev"`
		Properties edgeRecord `json:"_refProperties"`
	}{edge.ID, edge.Rev, edge.To.String(), edge.To.Collection, edge.To.ID, target.Rev, edgeRecord{edge}})
	t, ok := e.schemas.find(edge.To.Collection)
	if !ok || target.Doc == nil || !e.params.has("_fields") {
		return head, nil
	}
	b := bytes.NewBuffer(bytes.TrimSuffix(head, []byte("}")))
	err = newView(tx, &e.schemas, t, fields).appendMembers(b, target)
	return b.Bytes(), err
}

// query lists the edges; the filter and the sort keys speak of the targets.
func (e *edges) query() error {
	s, err := e.newSearch(e.t)
	if err != nil {
		return err
	}
	var all []store.Edge
	err = e.store.Read(e.r.Context(), func(tx *store.Tx) error {
		if _, err := get(tx, e.t, e.id); err != nil {
			return err
		}
		all, err = e.matching(tx, s)
		return err
	})
	if err != nil {
		return err
	}
	return e.answerPage(s, &edgeRows{edges: e, fields: s.fields, all: all, at: min(int(s.cookie)+s.skip, len(all))})
}

// matching collects the edges whose targets the filter selects, in the order asked for.
func (e *edges) matching(tx *store.Tx, s *search) ([]store.Edge, error) {
	all, err := edgesOf(tx, e.end(), e.p.Name)
	if err != nil || s.filter == filter.Node(filter.Constant(true)) && len(s.keys) == 0 {
		return all, err
	}
	type ranked struct {
		rank filter.Rank
		edge store.Edge
	}
	var kept []ranked
	for _, edge := range all {
		target, err := tx.Get(edge.To.Collection, edge.To.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		doc, err := readDocument(target)
		if err != nil {
			return nil, err
		}
		doc["_ref"], doc["_refResourceId"] = edge.To.String(), edge.To.ID
		if filter.Directory.Match(s.filter, map[string]any(doc)) {
			kept = append(kept, ranked{filter.RankOf(s.keys, map[string]any(doc)), edge})
		}
	}
	slices.SortStableFunc(kept, func(a, b ranked) int { return filter.CompareRanks(s.keys, a.rank, b.rank) })
	all = all[:0]
	for _, k := range kept {
		all = append(all, k.edge)
	}
	return all, nil
}

// edgeRows hands out edges as rows.
type edgeRows struct {
	*edges
	fields selection
	all    []store.Edge
	at     int
}

func (r *edgeRows) next(b *bytes.Buffer, want int) (n int, at cookie, done bool, err error) {
	err = r.store.Read(r.r.Context(), func(tx *store.Tx) error {
		for ; r.at < len(r.all) && n < min(want, chunk); r.at++ {
			row, err := r.row(tx, r.all[r.at], r.fields)
			if err != nil {
				return err
			}
			if n > 0 {
				b.WriteByte(',')
			}
			b.Write(row)
			n++
		}
		return nil
	})
	return n, cookie(r.at), r.at >= len(r.all), err
}

// create adds an edge to a relationship that holds many.
func (e *edges) create() error {
	body, err := readObject(e.w, e.r)
	if err != nil {
		return err
	}
	return e.change(http.StatusCreated, func(tx *store.Tx) (store.Edge, []store.Ref, error) {
		wanted, err := e.schemas.parseReference(tx, e.p, body)
		if err != nil {
			return store.Edge{}, nil, err
		}
		have, err := edgesOf(tx, e.end(), e.p.Name)
		if err != nil {
			return store.Edge{}, nil, err
		}
		if slices.ContainsFunc(have, func(edge store.Edge) bool { return edge.To == wanted.to }) {
			return store.Edge{}, nil, preconditionFailed("Duplicate relationship specified in relationship collection.")
		}
		return e.schemas.link(tx, e.end(), e.p, wanted)
	})
}

// one serves a single edge by its id.
func (e *edges) one(id string) error {
	switch e.op {
	case opRead:
		return e.change(http.StatusOK, func(tx *store.Tx) (store.Edge, []store.Ref, error) {
			edge, err := e.find(tx, id)
			return edge, nil, err
		})
	case opDelete:
		return e.change(http.StatusOK, func(tx *store.Tx) (store.Edge, []store.Ref, error) {
			edge, err := e.find(tx, id)
			if err != nil {
				return edge, nil, err
			}
			if match := e.r.Header.Get("If-Match"); match != "" && match != "*" && revision(match) != edge.Rev {
				return edge, nil, preconditionFailed("The relationship has changed since it was read")
			}
			_, err = tx.Unlink(id)
			return edge, []store.Ref{edge.To}, err
		})
	}
	return fail(http.StatusNotImplemented, "Not Implemented")
}

// readSingle shows the reference of a relationship that holds one; an empty one is not found.
func (e *edges) readSingle() error {
	return e.change(http.StatusOK, func(tx *store.Tx) (store.Edge, []store.Ref, error) {
		all, err := edgesOf(tx, e.end(), e.p.Name)
		if err == nil && len(all) == 0 {
			err = notFound()
		}
		if err != nil {
			return store.Edge{}, nil, err
		}
		return all[0], nil, nil
	})
}

// find is an edge of this relationship, turned so that it starts at its object.
func (e *edges) find(tx *store.Tx, id string) (store.Edge, error) {
	all, err := edgesOf(tx, e.end(), e.p.Name)
	if err != nil {
		return store.Edge{}, err
	}
	for _, edge := range all {
		if edge.ID == id {
			return edge, nil
		}
	}
	return store.Edge{}, notFound()
}

// change reads or changes one edge in a transaction and answers with it. Do also returns the far ends that changed.
func (e *edges) change(status int, do func(*store.Tx) (store.Edge, []store.Ref, error)) error {
	fields, err := parseFields(e.params)
	if err != nil {
		return err
	}
	transact := e.store.Write
	if e.op == opRead {
		transact = e.store.Read
	}
	var body []byte
	var rev string
	err = transact(e.r.Context(), func(tx *store.Tx) error {
		if _, err := get(tx, e.t, e.id); err != nil {
			return err
		}
		edge, moved, err := do(tx)
		if err != nil {
			return err
		}
		if len(moved) > 0 {
			if err := e.schemas.refresh(tx, append(moved, e.end())); err != nil {
				return err
			}
		}
		rev = edge.Rev
		body, err = e.row(tx, edge, fields)
		return err
	})
	if err != nil {
		return err
	}
	return e.answerObject(status, outcome{rev: rev, body: body})
}
