package identitytest_test

import "github.com/realmctl/realmctl/pkg/identity/identitytest"

// document is a small user that the platform takes.
func document(userName string) map[string]any {
	return map[string]any{"userName": userName, "givenName": "Test", "sn": "Person", "mail": userName + "@example.com"}
}

// required is what no user may lack.
func required() []string { return []string{"userName", "givenName", "sn", "mail"} }

func names() identitytest.Names {
	return identitytest.Names{Note: "description", Other: "city", Number: "frIndexedInteger1", List: "frIndexedMultivalued1"}
}

func parts() identitytest.Parts {
	return identitytest.Parts{One: "preferences.updates", Other: "preferences.marketing", Values: [2]any{true, false}}
}

// reference is a user in the list of members that a group has in its document.
func reference(user string) map[string]any {
	const users = "managed/alpha_user"
	return map[string]any{"_ref": users + "/" + user, "_refResourceCollection": users, "_refResourceId": user}
}
