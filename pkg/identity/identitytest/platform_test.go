package identitytest_test

import "github.com/realmctl/realmctl/pkg/identity/identitytest"

// document is the smallest user that the platform takes.
func document(userName string) map[string]any {
	return map[string]any{"userName": userName, "givenName": "Test", "sn": "Person", "mail": userName + "@example.com"}
}

func names() identitytest.Names {
	return identitytest.Names{
		UserName: "userName", FamilyName: "sn", Mail: "mail",
		Note: "description", Number: "frIndexedInteger1", List: "frIndexedMultivalued1", End: "frIndexedMultivalued1/-",
	}
}
