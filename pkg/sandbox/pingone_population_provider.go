package sandbox

// getDefaultProvider and putDefaultProvider are about the identity provider by which people of a population sign in.
func (c *pingCall) getDefaultProvider() (answer, error) {
	doc, err := c.population()
	if err != nil {
		return answer{}, err
	}
	raw, err := lookup(c.tx, c.env.key("provider of "+doc.text("id")))
	if err != nil {
		return answer{}, err
	}
	if raw == nil {
		raw = encode(document{"type": pingOneProvider})
	}
	return ok(hal(selfLink(c.address()), raw))
}

func (c *pingCall) putDefaultProvider() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	doc, err := c.population()
	if err != nil {
		return answer{}, err
	}
	provider, details, err := c.provider(body, "id")
	switch {
	case err != nil:
		return answer{}, err
	case len(details) > 0:
		return answer{}, invalidData(details...)
	}
	raw := encode(provider)
	if err := c.tx.SetValue(c.env.key("provider of "+doc.text("id")), raw); err != nil {
		return answer{}, err
	}
	return ok(hal(selfLink(c.address()), raw))
}
