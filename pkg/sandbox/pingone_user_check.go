package sandbox

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"unicode/utf8"
)

// maxProfile is the size in bytes that a whole user may have.
const maxProfile = 16 << 10

// checkUser says what is wrong with a user who is about to be stored.
func checkUser(u *pingUser, s pingSchema) []pingDetail {
	var details []pingDetail
	for _, name := range []string{"enabled", "mfaEnabled", "emailVerified"} {
		if _, isBool := u.doc[name].(bool); !isBool && u.doc[name] != nil {
			details = append(details, invalidValue(name, "must be true or false"))
		}
	}
	if status, sent := u.doc["verifyStatus"]; sent && !slices.Contains(verifyStatuses(), status) {
		details = append(details, allowedValues("verifyStatus", verifyStatuses()))
	}
	for _, a := range s.attributes {
		value, there := u.doc[a.Name]
		settable := a.SchemaType != schemaCore || a.Name == "username"
		switch {
		case !settable || !a.Enabled:
		case !there && a.Required:
			details = append(details, requiredValue(a.Name))
		case there && a.SchemaType == schemaCustom:
			if !reflect.DeepEqual(value, u.old[a.Name]) {
				details = append(details, checkCustom(a, value)...)
			}
		case there:
			details = append(details, checkStandard(a, value)...)
		}
	}
	if size := len(publicJSON(u.doc)); size > maxProfile {
		details = append(details, pingDetail{Code: "SIZE_LIMIT_EXCEEDED", Message: "the user is larger than 16 KB",
			Inner: map[string]any{"maximumValue": maxProfile}})
	}
	return details
}

func checkStandard(a pingAttribute, value any) []pingDetail {
	if a.Type != typeComplex {
		return checkText(a.Name, value)
	}
	parts, isObject := value.(map[string]any)
	if !isObject {
		return []pingDetail{invalidValue(a.Name, "must be an object")}
	}
	var details []pingDetail
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		path := a.Name + "." + name
		known := slices.ContainsFunc(a.SubAttributes, func(sub pingAttribute) bool { return sub.Name == name })
		if !known {
			details = append(details, invalidValue(path, "is not an attribute of the schema"))
			continue
		}
		details = append(details, checkText(path, parts[name])...)
	}
	if a.Name == "photo" && parts["href"] == nil {
		details = append(details, requiredValue("photo.href"))
	}
	return details
}

func checkText(path string, value any) []pingDetail {
	text, isText := value.(string)
	rule := ruleFor(path)
	length := utf8.RuneCountInString(text)
	switch {
	case !isText:
		return []pingDetail{invalidValue(path, "must be a string")}
	case text == "":
		return []pingDetail{{Code: "EMPTY_VALUE", Target: path, Message: "must not be empty"}}
	case length > rule.most:
		return []pingDetail{{Code: "SIZE_LIMIT_EXCEEDED", Target: path,
			Message: fmt.Sprintf("length must be between 1 and %d", rule.most),
			Inner:   map[string]any{"rangeMinimumValue": 1, "rangeMaximumValue": rule.most}}}
	case !rule.fits(text):
		return []pingDetail{{Code: "INVALID_VALUE", Target: path, Message: "must match " + rule.pattern,
			Inner: map[string]any{"allowedPattern": rule.pattern}}}
	}
	return nil
}

// allowedValues names the values that there are, as texts also where they are none: so the error model has them.
func allowedValues(target string, allowed []any) pingDetail {
	texts := make([]string, len(allowed))
	for i, value := range allowed {
		texts[i] = fmt.Sprint(value)
	}
	return pingDetail{Code: "INVALID_VALUE", Target: target, Message: "is not one of the allowed values",
		Inner: map[string]any{"allowedValues": texts}}
}

func verifyStatuses() []any { return []any{"NOT_INITIATED", "ENABLED", "DISABLED"} }

// maxValues is how many values a multi-valued attribute may have.
const maxValues = 1000

// checkCustom checks a value of a custom attribute, or each of its values.
func checkCustom(a pingAttribute, value any) []pingDetail {
	list, isList := value.([]any)
	switch {
	case a.MultiValued && !isList && a.Type == typeString:
		list = []any{value}
	case a.Type == typeJSON:
		return nil
	case !a.MultiValued:
		list = []any{value}
	case len(list) > maxValues:
		return []pingDetail{{Code: "SIZE_LIMIT_EXCEEDED", Target: a.Name, Message: "has too many values",
			Inner: map[string]any{"maximumValue": maxValues}}}
	}
	for _, one := range list {
		if d := checkCustomText(a, one); d != nil {
			return []pingDetail{*d}
		}
	}
	return nil
}

func checkCustomText(a pingAttribute, value any) *pingDetail {
	text, isText := value.(string)
	if !isText {
		d := invalidValue(a.Name, "must be a string")
		return &d
	}
	if len(a.Enumerated) > 0 && !slices.ContainsFunc(a.Enumerated,
		func(e enumerated) bool { return e.Value == text && !e.Archived }) {
		var allowed []any
		for _, e := range a.Enumerated {
			if !e.Archived {
				allowed = append(allowed, e.Value)
			}
		}
		d := allowedValues(a.Name, allowed)
		return &d
	}
	if a.RegexValidation == nil {
		return nil
	}
	if pattern, err := regexp.Compile(a.RegexValidation.Pattern); err == nil && !pattern.MatchString(text) {
		return &pingDetail{Code: "INVALID_VALUE", Target: a.Name, Message: a.RegexValidation.Requirements,
			Inner: map[string]any{"allowedPattern": a.RegexValidation.Pattern}}
	}
	return nil
}
