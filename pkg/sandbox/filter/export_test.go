package filter

// For tests of this package that need the store.
var (
	Nodes     = nodes
	Documents = documents
)
