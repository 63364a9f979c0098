package realm

// An EnvVar is one variable of the environment that realmctl obeys.
type EnvVar struct {
	Name    string
	Meaning string
	Example string // a value; empty where none helps
}

// EnvVars is the table of the variables that are obeyed, in the order in which
// `realmctl help environment` shows them.
func EnvVars() []EnvVar {
	return append(append(tenantVars(), settingVars()...), systemVars()...)
}

func tenantVars() []EnvVar {
	return []EnvVar{
		{"REALMCTL_PLATFORM", "platform of the tenant env: aic, idm or pingone", "aic"},
		{"REALMCTL_URL", "its address; on pingone in the place of the region, for a proxy or sandbox serve", "https://openam-acme.forgeblocks.com"},
		{"REALMCTL_AUTH", "how to sign in: service-account, idm-headers, client-credentials or token; inferred when absent", "service-account"},
		{"REALMCTL_TOKEN", "a bearer token, sent as it is", ""},
		{"REALMCTL_SERVICE_ACCOUNT_ID", "service account", "1f0c6a3e-5b0e-4c83-9f43-0d9f1f6a2b77"},
		{"REALMCTL_JWK_FILE", "file with the service account's private key (JWK)", "/run/secrets/key.jwk"},
		{"REALMCTL_USERNAME", "user name for idm-headers", "openidm-admin"},
		{"REALMCTL_PASSWORD_FILE", "file with that user's password", "/run/secrets/idm-password"},
		{"REALMCTL_REGION", "region of a pingone tenant: NA, CA, EU, AU, SG or AP", "EU"},
		{"REALMCTL_ENVIRONMENT", "id of the PingOne environment, which is the realm env/pingone or the env/NAME that REALMCTL_REALM names", "5b0d3e6c-2f54-4a0e-8a41-d39b5b1f2c10"},
		{"REALMCTL_POPULATION", "population of it that the realm is narrowed to, id or name", "Customers"},
		{"REALMCTL_CLIENT_ID", "worker application that signs in to PingOne", "9c4bd3a2-7c55-4a9e-b0f0-2f6a1c8f4e21"},
		{"REALMCTL_CLIENT_SECRET_FILE", "file with its secret", "/run/secrets/worker-secret"},
		{"REALMCTL_CLIENT_ENVIRONMENT", "id of the environment that it is in, by default REALMCTL_ENVIRONMENT", "02a8e1f4-3c8b-4b6e-9a55-8f0d6f4b7c33"},
		{"REALMCTL_CLIENT_AUTH", "how its secret is sent: basic (default) or post", "post"},
		{"REALMCTL_CA_FILE", "certificates to trust besides the system's (PEM)", "/etc/ssl/lab-ca.pem"},
		{"REALMCTL_CLIENT_CERT", "client certificate (PEM)", "/etc/ssl/client.pem"},
		{"REALMCTL_CLIENT_KEY", "its private key (PEM)", "/etc/ssl/client.key"},
	}
}

func settingVars() []EnvVar {
	return []EnvVar{
		{"REALMCTL_REALM", "default realm, as for --realm; env/alpha is in the tenant env, on idm env/NAME is managed/NAME, on pingone env/NAME names the environment", "env/alpha"},
		{"REALMCTL_OUTPUT", "output format, as for --output", "json"},
		{"REALMCTL_TIMEOUT", "deadline of a request with its retries", "30s"},
		{"REALMCTL_STORE", "where secrets rest: auto, keyring, file or none", "file"},
		{"REALMCTL_PASSPHRASE_FILE", "file with the passphrase of the file store", "/run/secrets/passphrase"},
		{"REALMCTL_ERRORS", "form of errors on stderr: auto, text or json", "json"},
		{"REALMCTL_PARALLEL", "realms asked side by side, 1 to 64", "8"},
		{"REALMCTL_PAGER", "pager for tables on a terminal; cat for none", "less -S"},
		{"REALMCTL_COLOR", "colour: auto, always or never", "never"},
	}
}

func systemVars() []EnvVar {
	return []EnvVar{
		{"PAGER", "pager when REALMCTL_PAGER is not set", "less"},
		{"NO_COLOR", "any value: no colour", "1"},
		{"CLICOLOR_FORCE", "any value but 0: colour even in a pipe", "1"},
		{"XDG_CONFIG_HOME", "folder that holds realmctl/config.yaml", ""},
		{"XDG_STATE_HOME", "folder for encrypted secrets and the sandbox", ""},
		{"XDG_CACHE_HOME", "folder for what can be lost", ""},
		{"HTTPS_PROXY", "proxy for https", "http://proxy.example:3128"},
		{"HTTP_PROXY", "proxy for plain http", ""},
		{"NO_PROXY", "hosts that are reached without the proxy", ".lab.example,10.0.0.0/8"},
	}
}
