package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
)

// productsOf reads a bill of materials; without one an environment has the base alone.
func productsOf(sent any) ([]any, error) {
	bill, _ := sent.(map[string]any)
	list, _ := bill["products"].([]any)
	if sent == nil {
		list = []any{map[string]any{"type": "PING_ONE_BASE"}}
	}
	var products []any
	base := false
	for _, one := range list {
		product, _ := one.(map[string]any)
		kind, _ := product["type"].(string)
		if kind == "" {
			return nil, invalidData(requiredValue("billOfMaterials.products.type"))
		}
		base = base || kind == "PING_ONE_BASE"
		product = maps.Clone(product)
		product["id"] = derivedID(organizationID(), kind)
		products = append(products, product)
	}
	if !base {
		return nil, invalidData(invalidValue("billOfMaterials.products", "PING_ONE_BASE is needed"))
	}
	return products, nil
}

func (c *pingCall) getBill() (answer, error) {
	raw, err := c.tx.Value(c.env.key("products"))
	if err != nil {
		return answer{}, err
	}
	return ok(c.self(document{"products": json.RawMessage(raw)}))
}

func (c *pingCall) putBill() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	products, err := productsOf(map[string]any(body))
	if err != nil {
		return answer{}, err
	}
	if err := c.tx.SetValue(c.env.key("products"), encode(products)); err != nil {
		return answer{}, err
	}
	return ok(c.self(document{"products": products}))
}

// getCapabilities tells what an environment can do, from its products.
func (c *pingCall) getCapabilities() (answer, error) {
	raw, err := c.tx.Value(c.env.key("products"))
	if err != nil {
		return answer{}, err
	}
	var products []struct{ Type string }
	if err := json.Unmarshal(raw, &products); err != nil {
		return answer{}, err
	}
	has := func(kind string) bool {
		return slices.ContainsFunc(products, func(p struct{ Type string }) bool { return p.Type == kind })
	}
	return ok(c.self(document{
		"canUsePasswords": true, "canUseMfa": has("PING_ONE_MFA"), "canUseVerify": has("PING_ONE_VERIFY"),
		"canUseCredentials": has("PING_ONE_CREDENTIALS"), "canUseProvisioning": has("PING_ONE_PROVISIONING"),
	}))
}
