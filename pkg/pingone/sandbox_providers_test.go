package pingone

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

// TestSandboxProviders leads providers of three kinds through a life.
func TestSandboxProviders(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	store, provider := c.providers(), must[identity.IdentityProvider](t)
	before := 0
	for p, err := range store.List(ctx, identity.Query{}) {
		if before++; err != nil {
			t.Fatal(err)
		}
		if profile := must[identity.ProviderProfile](t)(p.Profile()); profile.Name == "" || profile.Authoritative != (profile.PopulationID != "") {
			t.Errorf("%+v", profile)
		}
	}
	if before != 6 {
		t.Errorf("%d providers", before)
	}
	made := provider(store.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"Face","type":"FACEBOOK","enabled":true,"appId":"a","appSecret":"s"}`)}))
	id := must[identity.Key](t)(made.Key()).ID
	off := provider(store.Patch(ctx, id, "", operations(t, `set enabled=false`)))
	if p := must[identity.ProviderProfile](t)(off.Profile()); p.Enabled || !strings.Contains(string(off.Native), `"appSecret":"s"`) {
		t.Errorf("%s", off.Native)
	}
	if found := must[identity.Key](t)(provider(store.Find(ctx, "face")).Key()); found.ID != id {
		t.Errorf("%+v", found)
	}
	provider(store.Replace(ctx, id, "", json.RawMessage(`{"name":"Face 2","type":"FACEBOOK","enabled":true,"appId":"b","appSecret":"t"}`)))
	provider(store.Delete(ctx, id, ""))
	_, err := store.Get(ctx, id)
	mustBe(t, err, identity.NotFound)
	acme := must[identity.Key](t)(provider(store.Find(ctx, "Acme Login")).Key())
	if n := must[int64](t)(store.CountUsers(ctx, acme.ID)); n != 3 {
		t.Errorf("%d users", n)
	}
}

// TestSandboxSAML makes a provider from its metadata: certificate, icon, then the rest.
func TestSandboxSAML(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	store := c.providers()
	metadata := strings.Replace(metadataOf("https://idp.example", keyOf("", base64.StdEncoding.EncodeToString(signerDER(t)))+both), `WantAuthnRequestsSigned="1"`, "", 1)
	document, certificates, err := store.FromMetadata([]byte(metadata))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, upload := range certificates {
		made := must[identity.Certificate](t)(c.Certificates().UploadCertificate(ctx, upload))
		ids = append(ids, must[identity.Key](t)(made.Key()).ID)
	}
	icon := must[identity.Image](t)(store.UploadImage(ctx, identity.Upload{Name: "logo.png", Content: aPicture(t)}))
	patch := slices.Concat(operations(t, `set name="Fed"`, `set spEntityId="s"`), store.CertificatePatch(ids), store.IconPatch(icon))
	document = must[json.RawMessage](t)(store.Preview(document, patch))
	made := must[identity.IdentityProvider](t)(store.Create(ctx, identity.Draft{Document: document}))
	if !strings.Contains(string(made.Native), icon.Address) || !strings.Contains(string(made.Native), ids[0]) {
		t.Errorf("%s", made.Native)
	}
	_, err = c.Certificates().Delete(ctx, ids[0], "")
	mustBe(t, err, identity.Invalid)
}

func TestSandboxProviderAttributes(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	google := must[identity.Key](t)(must[identity.IdentityProvider](t)(c.IdentityProviders().Find(ctx, "Google")).Key())
	store, attribute := c.ProviderAttributes(google.ID), must[identity.ProviderAttribute](t)
	core := must[identity.ProviderAttributeProfile](t)(attribute(store.Find(ctx, "username")).Profile())
	if !core.Core || core.Value != "${providerAttributes.emailAddress.value}" {
		t.Errorf("%+v", core)
	}
	attribute(store.Patch(ctx, core.ID, "", operations(t, `set value="${providerAttributes.id}"`)))
	_, err := store.Delete(ctx, core.ID, "")
	mustBe(t, err, identity.Invalid)
	made := attribute(store.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"name.given","value":"${providerAttributes.names.givenName}","update":"ALWAYS"}`)}))
	id := must[identity.Key](t)(made.Key()).ID
	attribute(store.Patch(ctx, id, "", operations(t, `set update="EMPTY_ONLY"`)))
	_, err = store.Create(ctx, identity.Draft{Document: json.RawMessage(`{"name":"name.given","value":"v","update":"ALWAYS"}`)})
	mustBe(t, err, identity.Conflict)
	attribute(store.Delete(ctx, id, ""))
}
