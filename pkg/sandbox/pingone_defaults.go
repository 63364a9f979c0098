package sandbox

// What an environment has from the start and what this face only shows: clients look for it once they have made one.

// startingList answers with a list of one document.
func startingList(name, path string, doc func(*pingCall) document) pingHandler {
	return func(c *pingCall) (answer, error) {
		return ok(c.envelope(name, [][]byte{c.starting(path, doc(c))}, 1, ""))
	}
}

// startingOne answers with that document alone, by its id.
func startingOne(path string, doc func(*pingCall) document) pingHandler {
	return func(c *pingCall) (answer, error) {
		only := doc(c)
		if c.r.PathValue("item") != only.text("id") {
			return answer{}, pingNotFound()
		}
		return ok(c.starting(path, only))
	}
}

func (c *pingCall) starting(path string, doc document) []byte {
	return c.entity(path+"/"+doc.text("id"), publicJSON(doc))
}

// startingDoc is a document of the environment with an id that never changes.
func (c *pingCall) startingDoc(kind string, members document) document {
	doc := document{"id": derivedID(c.env.ID, kind), "environment": idOf(c.env.ID)}
	if env, err := c.environmentDoc(); err == nil {
		doc["createdAt"], doc["updatedAt"] = env["createdAt"], env["createdAt"]
	}
	for name, value := range members {
		doc[name] = value
	}
	return doc
}

func startingLanguage(c *pingCall) document {
	return c.startingDoc("language", document{
		"name": "English", "locale": "en", "localName": "English", "enabled": true, "default": true, "customerAdded": false,
	})
}

func startingTheme(c *pingCall) document {
	return c.startingDoc("theme", document{
		"template": "default", "default": true,
		"configuration": map[string]any{
			"name": "Ping Default", "logoType": "NONE", "backgroundType": "DEFAULT", "backgroundColor": "#F3F4F6", "cardColor": "#FFFFFF",
			"headingTextColor": "#23282E", "bodyTextColor": "#4A4A4A", "linkTextColor": "#2996CC", "buttonColor": "#2996CC", "buttonTextColor": "#FFFFFF",
		},
	})
}

func startingVerifyPolicy(c *pingCall) document {
	check := map[string]any{"verify": "REQUIRED"}
	return c.startingDoc("verify policy", document{
		"name": "Default Verify Policy", "default": true, "governmentId": check,
		"facialComparison": map[string]any{"verify": "REQUIRED", "threshold": "MEDIUM"},
		"liveness":         map[string]any{"verify": "REQUIRED", "threshold": "MEDIUM"},
		"email":            map[string]any{"verify": "DISABLED"}, "phone": map[string]any{"verify": "DISABLED"},
	})
}

func (c *pingCall) getIssuer() (answer, error) {
	doc := c.startingDoc("issuer", document{"name": "Sandbox",
		"applicationInstance": idOf(derivedID(c.env.ID, "issuer instance"))})
	return ok(c.entity("/credentialIssuerProfile", publicJSON(doc)))
}
