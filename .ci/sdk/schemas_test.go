package sdk

import (
	"fmt"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// schema is the id of the schema of users.
func (s *stranger) schema() string {
	s.Helper()
	page, resp, err := s.SchemasApi.ReadAllSchemas(s.ctx, s.env).ExecuteInitialPage()
	s.did("ReadAllSchemas", 200, resp, err)
	return page.Embedded.GetSchemas()[0].GetId()
}

func (s *stranger) newAttribute(name string) *management.SchemaAttribute {
	s.Helper()
	wanted := management.NewSchemaAttribute(true, name, management.ENUMSCHEMAATTRIBUTETYPE_STRING)
	wanted.SetDisplayName("Called " + name)
	made, resp, err := s.SchemasApi.CreateAttribute(s.ctx, s.env, s.schema()).SchemaAttribute(*wanted).Execute()
	s.did("CreateAttribute", 201, resp, err)
	return made
}

// attributes are those of the schema, by name.
func (s *stranger) attributes() map[string]*management.SchemaAttribute {
	s.Helper()
	all := map[string]*management.SchemaAttribute{}
	list := s.SchemasApi.ReadAllSchemaAttributes(s.ctx, s.env, s.schema()).Execute()
	s.walked("ReadAllSchemaAttributes", list, func(on *management.EntityArrayEmbedded) int {
		for _, a := range on.GetAttributes() {
			if a.SchemaAttribute == nil {
				s.Fatalf("%v is no attribute of a schema", a)
			}
			all[a.SchemaAttribute.GetName()] = a.SchemaAttribute
		}
		return len(on.GetAttributes())
	})
	return all
}

func TestReadSchemas(t *testing.T) {
	s := newStranger(t)
	list := s.SchemasApi.ReadAllSchemas(s.ctx, s.env).Execute()
	_, items := s.walked("ReadAllSchemas", list, func(on *management.EntityArrayEmbedded) int {
		want(s, "name", on.GetSchemas()[0].GetName(), "User")
		return len(on.GetSchemas())
	})
	want(s, "schemas", items, 1)
}

func TestReadSchema(t *testing.T) {
	s := newStranger(t)
	read, resp, err := s.SchemasApi.ReadOneSchema(s.ctx, s.env, s.schema()).Execute()
	s.did("ReadOneSchema", 200, resp, err)
	want(s, "name", read.GetName(), "User")
	want(s, "environment", read.Environment.GetId(), s.env)
	_, resp, err = s.SchemasApi.ReadOneSchema(s.ctx, s.env, nobody).Execute()
	s.turnedDown("ReadOneSchema", 404, "NOT_FOUND", resp, err)
}

func TestReadAttributes(t *testing.T) {
	s := newStranger(t)
	all := s.attributes()
	want(s, "username", all["username"].GetSchemaType(), management.ENUMSCHEMAATTRIBUTESCHEMATYPE_CORE)
	want(s, "username is unique", all["username"].GetUnique(), true)
	want(s, "name", all["name"].GetType(), management.ENUMSCHEMAATTRIBUTETYPE_COMPLEX)
	want(s, "parts of name", len(all["name"].GetSubAttributes()), 6)
	want(s, "tier", all["tier"].GetSchemaType(), management.ENUMSCHEMAATTRIBUTESCHEMATYPE_CUSTOM)
	want(s, "values of tier", len(all["tier"].GetEnumeratedValues()), 3)
	want(s, "pattern of badge", all["badge"].RegexValidation.GetPattern(), `^[A-Z]\d{4}$`)
	want(s, "preferences", all["preferences"].GetType(), management.ENUMSCHEMAATTRIBUTETYPE_JSON)
}

func TestReadAttribute(t *testing.T) {
	s := newStranger(t)
	made := s.newAttribute("readByTheSdk")
	read, resp, err := s.SchemasApi.ReadOneAttribute(s.ctx, s.env, s.schema(), made.GetId()).Execute()
	s.did("ReadOneAttribute", 200, resp, err)
	want(s, "name", read.GetName(), "readByTheSdk")
	want(s, "schema", read.Schema.GetId(), s.schema())
	_, resp, err = s.SchemasApi.ReadOneAttribute(s.ctx, s.env, s.schema(), nobody).Execute()
	s.turnedDown("ReadOneAttribute", 404, "NOT_FOUND", resp, err)
}

func TestCreateAttribute(t *testing.T) {
	s := newStranger(t)
	wanted := management.NewSchemaAttribute(true, "shirtSize", management.ENUMSCHEMAATTRIBUTETYPE_STRING)
	wanted.SetDescription("What fits")
	archived := *management.NewSchemaAttributeEnumeratedValuesInner("XS")
	archived.SetArchived(true)
	wanted.SetEnumeratedValues([]management.SchemaAttributeEnumeratedValuesInner{
		*management.NewSchemaAttributeEnumeratedValuesInner("M"), archived,
	})
	made, resp, err := s.SchemasApi.CreateAttribute(s.ctx, s.env, s.schema()).SchemaAttribute(*wanted).Execute()
	s.did("CreateAttribute", 201, resp, err)
	want(s, "name", made.GetName(), "shirtSize")
	want(s, "description", made.GetDescription(), "What fits")
	want(s, "kind", made.GetSchemaType(), management.ENUMSCHEMAATTRIBUTESCHEMATYPE_CUSTOM)
	want(s, "values", len(made.GetEnumeratedValues()), 2)
	want(s, "archived", made.GetEnumeratedValues()[1].GetArchived(), true)
	_, resp, err = s.SchemasApi.CreateAttribute(s.ctx, s.env, s.schema()).SchemaAttribute(*wanted).Execute()
	s.turnedDown("CreateAttribute", 400, "INVALID_DATA UNIQUENESS_VIOLATION name", resp, err)
}

func TestCreateAttributeWrongly(t *testing.T) {
	s := newStranger(t)
	wanted := management.NewSchemaAttribute(true, "yesOrNo", management.ENUMSCHEMAATTRIBUTETYPE_BOOLEAN)
	_, resp, err := s.SchemasApi.CreateAttribute(s.ctx, s.env, s.schema()).SchemaAttribute(*wanted).Execute()
	inner := s.turnedDown("CreateAttribute", 400, "INVALID_DATA INVALID_VALUE type", resp, err)
	want(s, "allowed", fmt.Sprint(inner.GetAllowedValues()), "[STRING JSON]")
}

func TestUpdateAttributePut(t *testing.T) {
	s := newStranger(t)
	made := s.newAttribute("putByTheSdk")
	update := s.SchemasApi.UpdateAttributePut(s.ctx, s.env, s.schema(), made.GetId())
	wanted := management.NewSchemaAttribute(false, "putByTheSdk", management.ENUMSCHEMAATTRIBUTETYPE_STRING)
	wanted.SetDescription("Replaced")
	changed, resp, err := update.SchemaAttribute(*wanted).Execute()
	s.did("UpdateAttributePut", 200, resp, err)
	want(s, "enabled", changed.GetEnabled(), false)
	want(s, "description", changed.GetDescription(), "Replaced")
	want(s, "display name is cleared", changed.GetDisplayName(), "")
	wanted.SetName("renamed")
	_, resp, err = update.SchemaAttribute(*wanted).Execute()
	s.turnedDown("UpdateAttributePut", 400, "INVALID_DATA INVALID_VALUE name", resp, err)
}

func TestUpdateAttributePatch(t *testing.T) {
	s := newStranger(t)
	made := s.newAttribute("patchedByTheSdk")
	wanted := management.NewSchemaAttributePatch()
	wanted.SetDescription("Patched")
	changed, resp, err := s.SchemasApi.UpdateAttributePatch(s.ctx, s.env, s.schema(), made.GetId()).
		SchemaAttributePatch(*wanted).Execute()
	s.did("UpdateAttributePatch", 200, resp, err)
	want(s, "description", changed.GetDescription(), "Patched")
	want(s, "display name is kept", changed.GetDisplayName(), "Called patchedByTheSdk")
	want(s, "enabled is kept", changed.GetEnabled(), true)
	_, resp, err = s.SchemasApi.UpdateAttributePatch(s.ctx, s.env, s.schema(), s.attributes()["id"].GetId()).
		SchemaAttributePatch(*wanted).Execute()
	s.turnedDown("UpdateAttributePatch", 400, "INVALID_DATA INVALID_VALUE description", resp, err)
}

func TestDeleteAttribute(t *testing.T) {
	s := newStranger(t)
	made := s.newAttribute("deletedByTheSdk")
	resp, err := s.SchemasApi.DeleteAttribute(s.ctx, s.env, s.schema(), made.GetId()).Execute()
	s.did("DeleteAttribute", 204, resp, err)
	_, there := s.attributes()["deletedByTheSdk"]
	want(s, "is there", there, false)
	resp, err = s.SchemasApi.DeleteAttribute(s.ctx, s.env, s.schema(), s.attributes()["email"].GetId()).Execute()
	s.turnedDown("DeleteAttribute", 400, "INVALID_DATA INVALID_VALUE schemaType", resp, err)
}
