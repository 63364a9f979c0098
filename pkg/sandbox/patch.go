package sandbox

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

const badPatch = badContent + "the provided content is not a valid JSON patch"

// patchOperation is one step of a patch, checked for shape.
type patchOperation struct {
	kind  string // add, remove, replace, increment, move, copy or transform
	field filter.Pointer
	from  filter.Pointer // of move and copy
	value any            // nil where there is none
}

// parsePatch checks the shape of a patch document. The rules and the words are those of the open platform.
func parsePatch(body any) ([]patchOperation, error) {
	list, ok := body.([]any)
	if !ok {
		return nil, badRequest("%sthe provided content is not a JSON array of patch operations", badContent)
	}
	operations := make([]patchOperation, 0, len(list))
	for _, item := range list {
		object, ok := item.(map[string]any)
		if !ok {
			return nil, badRequest(badPatch)
		}
		o, problem := parseOperation(object)
		if problem != "" {
			return nil, badRequest("%s: %s", badPatch, problem)
		}
		operations = append(operations, o)
	}
	return operations, nil
}

func parseOperation(object map[string]any) (o patchOperation, problem string) {
	name, ok := object["operation"].(string)
	if !ok {
		return o, "Cannot instantiate PatchOperation with null 'operation' value"
	}
	o.kind, o.value = strings.ToLower(name), object["value"]
	if !slices.Contains([]string{"add", "remove", "replace", "increment", "move", "copy", "transform"}, o.kind) {
		return o, "Invalid patch operation type " + name
	}
	if o.field, ok = pointerOf(object["field"]); !ok {
		return o, "Cannot instantiate PatchOperation with null 'field' value"
	}
	_, hasFrom := object["from"]
	if o.kind == "move" || o.kind == "copy" {
		if o.from, ok = pointerOf(object["from"]); !ok {
			return o, "No from field provided for '" + o.kind + "' operation"
		}
		if o.value != nil {
			return o, "'" + o.kind + "' does not accept value field"
		}
		return o, ""
	}
	return o, o.checkValue(hasFrom)
}

func (o patchOperation) checkValue(hasFrom bool) string {
	_, numeric := o.value.(json.Number)
	switch {
	case hasFrom:
		return "'" + o.kind + "' does not accept from field"
	case o.value == nil && o.kind != "remove":
		return "No value field provided for '" + o.kind + "' operation"
	case o.kind == "increment" && !numeric:
		return "Non-numeric value provided for increment operation"
	}
	return ""
}

func pointerOf(v any) (filter.Pointer, bool) {
	text, ok := v.(string)
	if !ok {
		return nil, false
	}
	p, err := filter.ParsePointer(text)
	return p, err == nil
}
