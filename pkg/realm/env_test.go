package realm

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEnvTenant(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		env  string
		want Auth
	}{
		{"REALMCTL_TOKEN=hush", Auth{Method: MethodToken}},
		{"REALMCTL_SERVICE_ACCOUNT_ID=1f REALMCTL_JWK_FILE=/k", Auth{Method: MethodServiceAccount, ID: "1f", JWKFile: "/k"}},
		{"REALMCTL_AUTH=service-account REALMCTL_TOKEN=hush REALMCTL_SERVICE_ACCOUNT_ID=1f REALMCTL_JWK_FILE=/k",
			Auth{Method: MethodServiceAccount, ID: "1f", JWKFile: "/k"}},
		{"REALMCTL_PLATFORM=idm REALMCTL_USERNAME=u REALMCTL_PASSWORD_FILE=/p", Auth{Method: MethodIDMHeaders, Username: "u", PasswordFile: "/p"}},
		{"REALMCTL_PLATFORM=pingone REALMCTL_ENVIRONMENT=5b REALMCTL_CLIENT_ID=9c REALMCTL_CLIENT_SECRET_FILE=/s REALMCTL_CLIENT_AUTH=post REALMCTL_CLIENT_ENVIRONMENT=02",
			Auth{Method: MethodClientCredentials, ClientID: "9c", SecretFile: "/s", ClientAuth: "post", Environment: "02"}},
		{"REALMCTL_PLATFORM=pingone REALMCTL_ENVIRONMENT=5b REALMCTL_TOKEN=hush", Auth{Method: MethodToken}},
	} {
		env := environ(append(strings.Fields(test.env), "REALMCTL_PLATFORM=aic", "REALMCTL_URL=https://e.example/")...)
		tenant, err := EnvTenant(env)
		if err != nil {
			t.Errorf("%s: %v", test.env, err)
			continue
		}
		if diff := cmp.Diff(test.want, tenant.Auth); diff != "" {
			t.Errorf("%s: %s", test.env, diff)
		}
		if strings.Contains(fmt.Sprintf("%+v", *tenant), "hush") {
			t.Error("the token is in the tenant")
		}
	}
}

func TestEnvTenantNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	const at = "describe tenant env by the environment: "
	for env, want := range map[string]string{
		"REALMCTL_PLATFORM=aic":                                                                                          "not set: REALMCTL_URL, REALMCTL_TOKEN or REALMCTL_SERVICE_ACCOUNT_ID with REALMCTL_JWK_FILE",
		"REALMCTL_PLATFORM=idm REALMCTL_URL=https://x.example":                                                           "not set: REALMCTL_TOKEN or REALMCTL_USERNAME with REALMCTL_PASSWORD_FILE",
		"REALMCTL_PLATFORM=idm REALMCTL_URL=https://x.example REALMCTL_USERNAME=u":                                       "not set: REALMCTL_PASSWORD_FILE",
		"REALMCTL_PLATFORM=aic REALMCTL_URL=https://x.example REALMCTL_AUTH=service-account":                             "not set: REALMCTL_SERVICE_ACCOUNT_ID, REALMCTL_JWK_FILE",
		"REALMCTL_PLATFORM=aic REALMCTL_URL=https://x.example REALMCTL_AUTH=token":                                       "not set: REALMCTL_TOKEN",
		"REALMCTL_PLATFORM=aic REALMCTL_URL=https://x.example REALMCTL_AUTH=idm-headers":                                 `REALMCTL_AUTH: "idm-headers" is none of service-account, token`,
		"REALMCTL_PLATFORM=pingone REALMCTL_URL=https://x.example REALMCTL_TOKEN=x":                                      `not set: REALMCTL_ENVIRONMENT`,
		"REALMCTL_PLATFORM=pinone REALMCTL_URL=https://x.example REALMCTL_TOKEN=x":                                       `REALMCTL_PLATFORM: "pinone" is none of aic, idm, pingone (did you mean "pingone"?)`,
		"REALMCTL_PLATFORM=pingone":                                                                                      "not set: REALMCTL_REGION (NA, CA, EU, AU, SG, AP) or REALMCTL_URL, REALMCTL_ENVIRONMENT, REALMCTL_TOKEN or REALMCTL_CLIENT_ID with REALMCTL_CLIENT_SECRET_FILE",
		"REALMCTL_PLATFORM=pingone REALMCTL_REGION=eu REALMCTL_ENVIRONMENT=5b REALMCTL_CLIENT_ID=9c":                     "not set: REALMCTL_CLIENT_SECRET_FILE",
		"REALMCTL_PLATFORM=pingone REALMCTL_REGION=uk REALMCTL_ENVIRONMENT=5b REALMCTL_TOKEN=x":                          `REALMCTL_REGION: "uk" is none of NA, CA, EU, AU, SG, AP`,
		"REALMCTL_PLATFORM=pingone REALMCTL_REGION=EU REALMCTL_ENVIRONMENT=5b REALMCTL_TOKEN=x REALMCTL_CLIENT_AUTH=jwt": `REALMCTL_CLIENT_AUTH: "jwt" is none of basic, post`,
		"REALMCTL_PLATFORM=pingone REALMCTL_REGION=EU REALMCTL_ENVIRONMENT=5b REALMCTL_AUTH=device-code":                 `REALMCTL_AUTH: "device-code" is none of client-credentials, token`,
		"REALMCTL_PLATFORM=aic REALMCTL_URL=http://x.example REALMCTL_TOKEN=x REALMCTL_CLIENT_CERT=/cert":                `REALMCTL_URL: http to x.example would send credentials in the clear: want https (http is for loopback alone); not set: REALMCTL_CLIENT_KEY`,
	} {
		_, err := EnvTenant(environ(strings.Fields(env)...))
		if err == nil || err.Error() != at+want {
			t.Errorf("%s\n got %v\nwant %s", env, err, at+want)
		}
	}
	_, err := EnvTenant(environ("REALMCTL_PLATFORM=x"))
	if e := (*PlaceError)(nil); !errors.As(err, &e) || e.Source != "REALMCTL_PLATFORM" {
		t.Errorf("%#v", e)
	}
}

func TestEnvRealms(t *testing.T) {
	t.Parallel()
	c := loadText(t, "", idmEnv()...)
	realms, err := c.Resolve([]string{"env/alpha_user,env/user"})
	if err != nil || realms[0].Object != "alpha_user" || realms[1].Object != "user" || realms[0].Tenant.URL.String() != "http://127.0.0.1:8080/openidm" {
		t.Errorf("%+v %v", realms, err)
	}
	for address, want := range map[string]string{
		"env":     `"env" names no managed object: say which, as in env/alpha_user`,
		"env/*":   `"env/*" names no managed object: say which, as in env/alpha_user`,
		"env/a b": `unknown realm "env/a b"`,
	} {
		if realms, err := c.Resolve([]string{address}); err == nil || err.Error() != want {
			t.Errorf("%s: %v %v", address, realms, err)
		}
	}
	aic := loadText(t, "", aicEnv()...)
	if realms, err := aic.Resolve([]string{"env/bravo"}); err != nil || realms[0].Object != "bravo_user" {
		t.Errorf("%+v %v", realms, err)
	}
	if _, err := aic.Resolve([]string{"env/bravo_user"}); err == nil || !strings.Contains(err.Error(), `did you mean "env/bravo"`) {
		t.Error(err)
	}
	pingEnv := []string{"REALMCTL_PLATFORM=pingone", "REALMCTL_REGION=eu", "REALMCTL_ENVIRONMENT=5b", "REALMCTL_POPULATION=Retail", "REALMCTL_TOKEN=x"}
	for _, test := range []struct{ variable, address, want string }{
		{"", "env/pingone", "env/pingone"}, {"", "env", "env/pingone"}, {"REALMCTL_REALM=env/staff", "env/staff", "env/staff"},
		{"REALMCTL_REALM=sandbox/alpha,env/staff", "env/*", "env/staff"}, {"REALMCTL_REALM=sandbox/alpha", "env", "env/pingone"},
	} {
		c := loadText(t, "", append(pingEnv, test.variable)...)
		realms, err := c.Resolve([]string{test.address})
		if err != nil || len(realms) != 1 || realms[0].Address() != test.want || realms[0].Environment != "5b" || realms[0].Population != "Retail" {
			t.Errorf("%s %s: %+v %v", test.variable, test.address, realms, err)
		}
	}
	if _, err := loadText(t, "", pingEnv...).Resolve([]string{"env/customers"}); err == nil {
		t.Error("one environment has two names")
	}
	if !EnvDescribed(environ(idmEnv()...)) || EnvDescribed(environ("REALMCTL_TOKEN=x")) {
		t.Error("EnvDescribed is wrong")
	}
}

// TestEnvVars holds the table against the variables that the code asks for.
func TestEnvVars(t *testing.T) {
	t.Parallel()
	table := map[string]bool{}
	for _, v := range EnvVars() {
		if table[v.Name] || v.Meaning == "" {
			t.Errorf("%s is in the table twice, or has no meaning", v.Name)
		}
		table[v.Name] = true
	}
	spy := func(name string) string {
		if !table[name] {
			t.Errorf("%s is asked for and not in the table", name)
		}
		return ""
	}
	_, _ = EnvTenant(spy)
	if _, err := NewSettings(SettingsOptions{Env: spy}); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"REALMCTL_PASSPHRASE_FILE", "NO_COLOR", "HTTPS_PROXY", "XDG_STATE_HOME", "PAGER"} {
		if !table[name] {
			t.Errorf("%s is missing", name)
		}
	}
}
