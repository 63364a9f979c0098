package sdk

import (
	"net/http"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// mapping fills an attribute of users from one of a provider.
func mapping(name string) *management.IdentityProviderAttribute {
	return management.NewIdentityProviderAttribute(name, "${providerAttributes."+name+"}", management.ENUMIDENTITYPROVIDERATTRIBUTEMAPPINGUPDATE_ALWAYS)
}

func (s *stranger) newMapping(provider, name string) *management.IdentityProviderAttribute {
	s.Helper()
	made, resp, err := s.IdentityProviderAttributesApi.CreateIdentityProviderAttribute(s.ctx, s.env, provider).
		IdentityProviderAttribute(*mapping(name)).Execute()
	s.did("CreateIdentityProviderAttribute", http.StatusCreated, resp, err)
	return made
}

// mappingsOf are the attributes of a provider by name.
func (s *stranger) mappingsOf(provider string) map[string]*management.IdentityProviderAttribute {
	s.Helper()
	all := map[string]*management.IdentityProviderAttribute{}
	for _, page := range pagesOf(s, "ReadAllIdentityProviderAttributes",
		s.IdentityProviderAttributesApi.ReadAllIdentityProviderAttributes(s.ctx, s.env, provider).Execute()) {
		for _, one := range page.Attributes {
			if one.IdentityProviderAttribute == nil {
				s.Fatalf("the SDK takes it for another kind of attribute: %+v", one)
			}
			all[one.IdentityProviderAttribute.GetName()] = one.IdentityProviderAttribute
		}
	}
	return all
}

func TestCreateIdentityProviderAttribute(t *testing.T) {
	s := newStranger(t)
	provider := s.newProvider("Mapped", management.ENUMIDENTITYPROVIDEREXT_GOOGLE)
	made := s.newMapping(provider, "email")
	has(s, made, mapping("email"))
	want(s, "kind", made.GetMappingType(), management.ENUMIDENTITYPROVIDERATTRIBUTEMAPPINGTYPE_CUSTOM)
	want(s, "provider", made.IdentityProvider.GetId(), provider)
	want(s, "environment", made.Environment.GetId(), s.env)
	want(s, "times", made.HasCreatedAt() && made.HasUpdatedAt(), true)
	s.newMapping(provider, "name.given")
	refuse := func(what, wanted string, attribute *management.IdentityProviderAttribute) {
		_, resp, err := s.IdentityProviderAttributesApi.CreateIdentityProviderAttribute(s.ctx, s.env, provider).
			IdentityProviderAttribute(*attribute).Execute()
		s.turnedDown(what, http.StatusBadRequest, "INVALID_DATA "+wanted, resp, err)
	}
	refuse("map it again", "UNIQUENESS_VIOLATION name", mapping("email"))
	refuse("map what is read only", "INVALID_VALUE name", mapping("lifecycle"))
	refuse("map what has parts", "INVALID_VALUE name", mapping("name"))
	unknown := mapping("nickname")
	unknown.SetUpdate("SOMETIMES")
	refuse("unknown update", "INVALID_VALUE update", unknown)
}

// TestReadAllIdentityProviderAttributes finds the one that a provider begins with beside the others.
func TestReadAllIdentityProviderAttributes(t *testing.T) {
	s := newStranger(t)
	provider := s.createProvider(management.IdentityProviderOIDCAsIdentityProvider(openID("Maps by itself")))
	s.newMapping(provider, "email")
	all := s.mappingsOf(provider)
	want(s, "attributes", len(all), 2)
	core := all["username"]
	want(s, "kind", core.GetMappingType(), management.ENUMIDENTITYPROVIDERATTRIBUTEMAPPINGTYPE_CORE)
	want(s, "value", core.GetValue(), "${providerAttributes.sub}")
	want(s, "update", core.GetUpdate(), management.ENUMIDENTITYPROVIDERATTRIBUTEMAPPINGUPDATE_EMPTY_ONLY)
	_, resp, err := s.IdentityProviderAttributesApi.ReadAllIdentityProviderAttributes(s.ctx, s.env, nobody).ExecuteInitialPage()
	s.missing("attributes of nothing", resp, err)
}

func TestReadOneIdentityProviderAttribute(t *testing.T) {
	s := newStranger(t)
	provider := s.newProvider("Mapped once", management.ENUMIDENTITYPROVIDEREXT_AMAZON)
	made := s.newMapping(provider, "nickname")
	got, resp, err := s.IdentityProviderAttributesApi.ReadOneIdentityProviderAttribute(s.ctx, s.env, provider, made.GetId()).Execute()
	s.did("ReadOneIdentityProviderAttribute", http.StatusOK, resp, err)
	has(s, got, made)
	_, resp, err = s.IdentityProviderAttributesApi.ReadOneIdentityProviderAttribute(s.ctx, s.env, provider, nobody).Execute()
	s.missing("read an attribute that is not there", resp, err)
}

// TestUpdateIdentityProviderAttribute changes one, and the value of the one that a provider begins with.
func TestUpdateIdentityProviderAttribute(t *testing.T) {
	s := newStranger(t)
	provider := s.newProvider("Mapped anew", management.ENUMIDENTITYPROVIDEREXT_TWITTER)
	update := func(one *management.IdentityProviderAttribute) (*management.IdentityProviderAttribute, *http.Response, error) {
		return s.IdentityProviderAttributesApi.UpdateIdentityProviderAttribute(s.ctx, s.env, provider, one.GetId()).
			IdentityProviderAttribute(*one).Execute()
	}
	one := s.newMapping(provider, "title")
	one.SetUpdate(management.ENUMIDENTITYPROVIDERATTRIBUTEMAPPINGUPDATE_EMPTY_ONLY)
	one.SetValue("Dr. ${providerAttributes.title}")
	got, resp, err := update(one)
	s.did("UpdateIdentityProviderAttribute", http.StatusOK, resp, err)
	want(s, "value", got.GetValue(), "Dr. ${providerAttributes.title}")
	want(s, "update", got.GetUpdate(), management.ENUMIDENTITYPROVIDERATTRIBUTEMAPPINGUPDATE_EMPTY_ONLY)
	core := s.mappingsOf(provider)["username"]
	core.SetValue("${providerAttributes.screen_name}")
	got, resp, err = update(core)
	s.did("UpdateIdentityProviderAttribute", http.StatusOK, resp, err)
	want(s, "value of the core", got.GetValue(), "${providerAttributes.screen_name}")
	core.SetUpdate(management.ENUMIDENTITYPROVIDERATTRIBUTEMAPPINGUPDATE_ALWAYS)
	_, resp, err = update(core)
	s.turnedDown("when the core is filled", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE update", resp, err)
}

func TestDeleteIdentityProviderAttribute(t *testing.T) {
	s := newStranger(t)
	provider := s.newProvider("Mapped no more", management.ENUMIDENTITYPROVIDEREXT_LINKEDIN)
	remove := func(id string) (*http.Response, error) {
		return s.IdentityProviderAttributesApi.DeleteIdentityProviderAttribute(s.ctx, s.env, provider, id).Execute()
	}
	id := s.newMapping(provider, "locale").GetId()
	resp, err := remove(id)
	s.did("DeleteIdentityProviderAttribute", http.StatusNoContent, resp, err)
	left := s.mappingsOf(provider)
	want(s, "attributes left", len(left), 1)
	resp, err = remove(id)
	s.missing("delete it again", resp, err)
	resp, err = remove(left["username"].GetId())
	s.turnedDown("delete the core", http.StatusBadRequest, "REQUEST_FAILED CONSTRAINT_VIOLATION mappingType", resp, err)
	want(s, "value of the core", strings.Contains(left["username"].GetValue(), "emailAddress"), true)
}
