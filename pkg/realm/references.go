package realm

import (
	"slices"
	"strings"
)

// forget removes from current and from the groups every address that gone
// reports as no longer there. Globs stay: they mean what there is.
func (e *Editor) forget(gone func(tenant, realm string) bool) error {
	isGone := func(address string) bool { return gone(cutAddress(address)) }
	root, err := e.root()
	if err != nil {
		return err
	}
	if err := e.forgetCurrent(text(lookup(root, []string{"current"})), isGone); err != nil {
		return err
	}
	groups := lookup(root, []string{"groups"})
	for _, name := range keys(groups) {
		if err := e.filterList([]string{"groups", name}, isGone); err != nil {
			return err
		}
	}
	return nil
}

func (e *Editor) forgetCurrent(current string, gone func(string) bool) error {
	list := splitAddresses([]string{current})
	kept := slices.DeleteFunc(slices.Clone(list), gone)
	switch {
	case len(kept) == len(list):
		return nil
	case len(kept) == 0:
		return e.drop([]string{"current"})
	}
	return e.put([]string{"current"}, scalar(strings.Join(kept, ",")))
}

// filterList removes items from a list; a list that stays as it is is not
// written.
func (e *Editor) filterList(path []string, gone func(string) bool) error {
	root, err := e.root()
	if err != nil {
		return err
	}
	items := texts(lookup(root, path))
	kept := slices.DeleteFunc(slices.Clone(items), gone)
	if len(kept) == len(items) {
		return nil
	}
	return e.put(path, list(kept))
}

func cutAddress(address string) (tenant, realm string) {
	tenant, realm, _ = strings.Cut(address, "/")
	return tenant, realm
}
