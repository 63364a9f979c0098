package render

// A Dialect is how the documents of one origin write what columns ask for by other
// names: rows of several platforms stand in one table. The pointer is its identity; one
// serves all rows of an origin.
type Dialect struct {
	// Path is the documents' own path for that of a column.
	Path func(path string) string
	// Value is what the columns call a value that the documents have at a column's path;
	// raw itself where it is called the same. It gets JSON and returns JSON. nil leaves all
	// values as they are.
	Value func(path string, raw []byte) []byte
}

// picker finds the values of columns in documents of any dialect.
type picker struct {
	paths   []string // of the columns
	own     *extractor
	foreign map[*Dialect]*extractor
}

// newCells returns the columns to print and what finds their values.
func newCells(o Options) ([]Column, *picker, error) {
	columns := o.shown()
	if len(columns) == 0 {
		return nil, nil, &UsageError{Option: "--columns", Offset: -1, Detail: "no column to show"}
	}
	paths := make([]string, len(columns))
	for i, c := range columns {
		paths[i] = c.Path
	}
	p, err := newPicker(paths...)
	return columns, p, err
}

func newPicker(paths ...string) (*picker, error) {
	x, err := newExtractor(paths)
	return &picker{paths: paths, own: x}, err
}

// of returns the values of a row, in the order of the columns, valid until the next call.
func (p *picker) of(r Row) ([]field, error) {
	if r.Dialect == nil {
		return p.own.extract(r.Doc)
	}
	x, err := p.in(r.Dialect)
	if err != nil {
		return nil, err
	}
	fields, err := x.extract(r.Doc)
	if err != nil || r.Dialect.Value == nil {
		return fields, err
	}
	for i, path := range p.paths {
		if raw := fields[i].raw; len(raw) > 0 && len(fields[i].rest) == 0 {
			fields[i].raw = r.Dialect.Value(path, raw)
		}
	}
	return fields, nil
}

// in is the extractor for documents of a dialect.
func (p *picker) in(d *Dialect) (*extractor, error) {
	if x := p.foreign[d]; x != nil {
		return x, nil
	}
	paths := make([]string, len(p.paths))
	for i, path := range p.paths {
		paths[i] = d.Path(path)
	}
	x, err := newExtractor(paths)
	if err != nil {
		return nil, err
	}
	if p.foreign == nil {
		p.foreign = map[*Dialect]*extractor{}
	}
	p.foreign[d] = x
	return x, nil
}
