package rest

import (
	"net/url"
	"strings"
)

// mask stands where a value is not shown.
const mask = "***"

// redactURL is u for an error or a trace: without a user, and with the values of
// parameters masked but for those known to be harmless. CREST's own begin with an
// underscore; a filter is what a person typed and needs to see.
func redactURL(u *url.URL) string {
	shown := *u
	shown.User, shown.Fragment, shown.RawFragment, shown.RawQuery = nil, "", "", ""
	text := escapeControls(shown.String())
	if u.RawQuery == "" {
		return text
	}
	pairs := strings.Split(u.RawQuery, "&")
	for i, pair := range pairs {
		name, _, found := strings.Cut(pair, "=")
		if found && !harmlessParameter(name) {
			pairs[i] = name + "=" + mask
		}
	}
	return text + "?" + escapeControls(strings.Join(pairs, "&"))
}

func harmlessParameter(name string) bool {
	switch name {
	case "realm", "scope", "response_type", "redirect_uri", "code_challenge_method",
		"filter", "limit", "page", "count", "authIndexType", "authIndexValue":
		return true
	}
	return strings.HasPrefix(name, "_")
}
