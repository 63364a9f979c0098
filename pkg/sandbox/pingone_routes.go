package sandbox

import "net/http"

// newRoutes joins the resources of the PingOne face. A resource that comes later adds its lines here.
func (p *pingOne) newRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	p.routeSignIn(mux)
	p.routeOrganization(mux)
	p.routePopulations(mux)
	p.routeUsers(mux)
	p.routeGroups(mux)
	p.routeRoles(mux)
	p.routeSchema(mux)
	p.routeDefaults(mux)
	p.routeProviders(mux)
	p.routeCounts(mux)
	return mux
}

// get, post, put, patch and remove register a handler of the API below a path.
func (p *pingOne) get(mux *http.ServeMux, path string, h pingHandler) {
	mux.HandleFunc("GET /v1"+path, p.reading(h))
}

func (p *pingOne) post(mux *http.ServeMux, path string, h pingHandler) {
	mux.HandleFunc("POST /v1"+path, p.writing(h))
}

func (p *pingOne) put(mux *http.ServeMux, path string, h pingHandler) {
	mux.HandleFunc("PUT /v1"+path, p.writing(h))
}

func (p *pingOne) patch(mux *http.ServeMux, path string, h pingHandler) {
	mux.HandleFunc("PATCH /v1"+path, p.writing(h))
}

func (p *pingOne) remove(mux *http.ServeMux, path string, h pingHandler) {
	mux.HandleFunc("DELETE /v1"+path, p.writing(h))
}

// routeSignIn serves sign-in with the environment in the path, and without it as a domain of the customer's own has it.
func (p *pingOne) routeSignIn(mux *http.ServeMux) {
	for _, base := range []string{"/{env}/as", "/as"} {
		mux.HandleFunc("POST "+base+"/token", p.answersGrant((*signIn).pingToken))
		mux.HandleFunc("POST "+base+"/device_authorization", p.answersGrant((*signIn).beginDevice))
		mux.HandleFunc("GET "+base+"/.well-known/openid-configuration", p.answersGrant((*signIn).discovery))
		for _, method := range []string{"GET ", "POST "} {
			mux.HandleFunc(method+base+"/authorize", p.pingAuthorize)
			mux.HandleFunc(method+base+"/device", p.devicePage)
		}
	}
}

func (p *pingOne) routeOrganization(mux *http.ServeMux) {
	p.get(mux, "/organizations", (*pingCall).listOrganizations)
	p.get(mux, "/organizations/{organization}", (*pingCall).getOrganization)
	p.get(mux, "/organizations/{organization}/licenses", (*pingCall).listLicenses)
	p.get(mux, licensePath, (*pingCall).getLicense)
	p.get(mux, licensePath+"/name", (*pingCall).getLicenseName)
	p.put(mux, licensePath+"/name", (*pingCall).putLicenseName)
	p.get(mux, "/environments", (*pingCall).listEnvironments)
	p.post(mux, "/environments", (*pingCall).createEnvironment)
	p.get(mux, environmentPath, (*pingCall).getEnvironment)
	p.put(mux, environmentPath, (*pingCall).replaceEnvironment)
	p.remove(mux, environmentPath, (*pingCall).deleteEnvironment)
	p.put(mux, environmentPath+"/type", (*pingCall).putEnvironmentType)
	p.put(mux, environmentPath+"/status", (*pingCall).putEnvironmentStatus)
	p.get(mux, environmentPath+"/billOfMaterials", (*pingCall).getBill)
	p.put(mux, environmentPath+"/billOfMaterials", (*pingCall).putBill)
	p.get(mux, environmentPath+"/capabilities", (*pingCall).getCapabilities)
}

const (
	licensePath     = "/organizations/{organization}/licenses/{license}"
	environmentPath = "/environments/{env}"
	populationPath  = environmentPath + "/populations/{population}"
	policyPath      = environmentPath + "/passwordPolicies/{policy}"
	userPath        = environmentPath + "/users/{user}"
	attributePath   = environmentPath + "/schemas/{schema}/attributes/{attribute}"
)

func (p *pingOne) routePopulations(mux *http.ServeMux) {
	p.get(mux, environmentPath+"/populations", (*pingCall).listPopulations)
	p.post(mux, environmentPath+"/populations", (*pingCall).createPopulation)
	p.get(mux, populationPath, (*pingCall).getPopulation)
	p.put(mux, populationPath, (*pingCall).replacePopulation)
	p.remove(mux, populationPath, (*pingCall).deletePopulation)
	for _, name := range []string{"/defaultIdentityProvider", "/defaultIdp"} { // both are in use
		p.get(mux, populationPath+name, (*pingCall).getDefaultProvider)
		p.put(mux, populationPath+name, (*pingCall).putDefaultProvider)
	}
	p.get(mux, environmentPath+"/passwordPolicies", (*pingCall).listPolicies)
	p.post(mux, environmentPath+"/passwordPolicies", (*pingCall).createPolicy)
	p.get(mux, policyPath, (*pingCall).getPolicy)
	p.put(mux, policyPath, (*pingCall).replacePolicy)
	p.remove(mux, policyPath, (*pingCall).deletePolicy)
}

func (p *pingOne) routeUsers(mux *http.ServeMux) {
	p.get(mux, environmentPath+"/users", (*pingCall).listUsers)
	p.post(mux, environmentPath+"/users", operations(map[string]pingHandler{
		"": (*pingCall).createUser, "user.import": (*pingCall).importUser,
	}))
	p.get(mux, userPath, (*pingCall).getUser)
	p.put(mux, userPath, (*pingCall).replaceUser)
	p.patch(mux, userPath, (*pingCall).patchUser)
	p.remove(mux, userPath, (*pingCall).deleteUser)
	p.post(mux, userPath, operations(map[string]pingHandler{
		"account.lock": (*pingCall).lockUser, "account.unlock": (*pingCall).unlockUser,
		"user.sendVerificationCode": (*pingCall).sendVerification, "user.verify": (*pingCall).verifyUser,
	}))
	p.routeUserParts(mux)
	p.get(mux, userPath+"/password", (*pingCall).getPassword)
	p.put(mux, userPath+"/password", operations(map[string]pingHandler{
		"password.set": (*pingCall).setPassword, "password.setValue": (*pingCall).setPasswordValue,
		"password.reset": (*pingCall).resetPassword,
	}))
	p.post(mux, userPath+"/password", operations(map[string]pingHandler{
		"password.check": (*pingCall).checkPassword, "password.recover": (*pingCall).recoverPassword,
		"password.sendRecoveryCode": (*pingCall).sendRecovery, "password.forceChange": (*pingCall).forcePasswordChange,
		"password.unlock": (*pingCall).openPassword,
	}))
}

func (p *pingOne) routeUserParts(mux *http.ServeMux) {
	for name, allowed := range map[string][]any{
		"enabled": {true, false}, "mfaEnabled": {true, false}, "verifyStatus": verifyStatuses(),
	} {
		p.get(mux, userPath+"/"+name, getMember(name))
		p.put(mux, userPath+"/"+name, putMember(name, allowed...))
	}
	p.get(mux, userPath+"/population", (*pingCall).getUserPopulation)
	p.put(mux, userPath+"/population", (*pingCall).moveUser)
	p.get(mux, userPath+"/identityProvider", getMember("identityProvider"))
	p.put(mux, userPath+"/identityProvider", (*pingCall).putProvider)
	for _, b := range []belonging{sessionsOf(), linkedAccountsOf()} {
		p.get(mux, userPath+b.path, b.list)
		p.get(mux, userPath+b.path+"/{item}", b.get)
		p.remove(mux, userPath+b.path+"/{item}", b.remove)
	}
}

func (p *pingOne) routeSchema(mux *http.ServeMux) {
	schema := environmentPath + "/schemas"
	p.get(mux, schema, (*pingCall).listSchemas)
	p.get(mux, schema+"/{schema}", (*pingCall).getSchema)
	p.get(mux, schema+"/{schema}/attributes", (*pingCall).listAttributes)
	p.post(mux, schema+"/{schema}/attributes", (*pingCall).createAttribute)
	p.get(mux, attributePath, (*pingCall).getAttribute)
	p.put(mux, attributePath, (*pingCall).replaceAttribute)
	p.patch(mux, attributePath, (*pingCall).patchAttribute)
	p.remove(mux, attributePath, (*pingCall).deleteAttribute)
}

func (p *pingOne) routeDefaults(mux *http.ServeMux) {
	for _, d := range []struct {
		name, path string
		doc        func(*pingCall) document
	}{
		{"languages", "/languages", startingLanguage}, {"themes", "/themes", startingTheme},
		{"verifyPolicies", "/verifyPolicies", startingVerifyPolicy},
	} {
		p.get(mux, environmentPath+d.path, startingList(d.name, d.path, d.doc))
		p.get(mux, environmentPath+d.path+"/{item}", startingOne(d.path, d.doc))
	}
	p.get(mux, environmentPath+"/credentialIssuerProfile", (*pingCall).getIssuer)
}
