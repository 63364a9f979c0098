package sdk

import (
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

const importing = "application/vnd.pingidentity.user.import+json"

// person is a user as the SDK asks for one to be made.
func person(name, population string) management.User {
	u := management.NewUser(name+"@example.com", name)
	u.SetPopulation(*management.NewUserPopulation(population))
	return *u
}

// newUser makes a user, and a population where none is named.
func (s *stranger) newUser(name, population string) *management.User {
	s.Helper()
	if population == "" {
		population = s.newPopulation("Home of " + name).GetId()
	}
	made, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).User(person(name, population)).Execute()
	s.did("CreateUser", 201, resp, err)
	return made
}

func TestCreateUser(t *testing.T) {
	s := newStranger(t)
	population := s.newPopulation("Created users").GetId()
	wanted := person("created.user", population)
	wanted.SetName(management.UserName{Given: management.PtrString("Ada"), Family: management.PtrString("Byrne")})
	wanted.SetTimezone("Europe/Athens")
	wanted.SetAddress(management.UserAddress{CountryCode: management.PtrString("GR")})
	made, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).User(wanted).Execute()
	s.did("CreateUser", 201, resp, err)
	want(s, "user name", made.GetUsername(), "created.user")
	want(s, "mail", made.GetEmail(), "created.user@example.com")
	want(s, "given name", made.Name.GetGiven(), "Ada")
	want(s, "country", made.Address.GetCountryCode(), "GR")
	want(s, "time zone", made.GetTimezone(), "Europe/Athens")
	want(s, "population", made.Population.GetId(), population)
	want(s, "environment", made.Environment.GetId(), s.env)
	want(s, "account", *made.Account, *management.NewUserAccount(true, management.ENUMUSERSTATUS_OK))
	want(s, "enabled", made.GetEnabled(), true)
	want(s, "lifecycle", made.Lifecycle.GetStatus(), management.ENUMUSERLIFECYCLESTATUS_ACCOUNT_OK)
	want(s, "provider", made.IdentityProvider.GetType(), management.ENUMIDENTITYPROVIDER_PING_ONE)
	want(s, "verification", made.GetVerifyStatus(), management.ENUMUSERVERIFYSTATUS_NOT_INITIATED)
	if made.GetCreatedAt().IsZero() || made.GetId() == "" {
		s.Errorf("no time or no id: %v", made)
	}
}

func TestCreateUserTwice(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("created.twice", "")
	_, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).User(person("Created.Twice", made.Population.GetId())).Execute()
	s.turnedDown("CreateUser", 400, "INVALID_DATA UNIQUENESS_VIOLATION username", resp, err)
}

func TestCreateUserInvalid(t *testing.T) {
	s := newStranger(t)
	wanted := person("created.badly", nobody)
	wanted.SetEmail("no address")
	_, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).User(wanted).Execute()
	s.turnedDown("CreateUser", 400, "INVALID_DATA INVALID_VALUE population.id INVALID_VALUE email", resp, err)
}

func TestCreateUserTooLong(t *testing.T) {
	s := newStranger(t)
	wanted := person("created.long", s.newPopulation("Long names").GetId())
	wanted.SetUsername(strings.Repeat("x", 129))
	_, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).User(wanted).Execute()
	inner := s.turnedDown("CreateUser", 400, "INVALID_DATA SIZE_LIMIT_EXCEEDED username", resp, err)
	want(s, "most characters", inner.GetRangeMaximumValue(), 128)
}

func TestImportUser(t *testing.T) {
	s := newStranger(t)
	wanted := person("imported.user", s.newPopulation("Imported users").GetId())
	wanted.SetEmailVerified(true)
	wanted.SetLifecycle(management.UserLifecycle{
		Status:                   management.ENUMUSERLIFECYCLESTATUS_VERIFICATION_REQUIRED.Ptr(),
		SuppressVerificationCode: management.PtrBool(true),
	})
	wanted.SetPassword(management.UserPassword{
		Value: management.PtrString("2FederateM0re!"), ForceChange: management.PtrBool(true),
	})
	made, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).ContentType(importing).User(wanted).Execute()
	s.did("CreateUser (user.import)", 201, resp, err)
	want(s, "lifecycle", made.Lifecycle.GetStatus(), management.ENUMUSERLIFECYCLESTATUS_VERIFICATION_REQUIRED)
	want(s, "mail verified", made.GetEmailVerified(), true)
	want(s, "password told", made.HasPassword(), false)
	want(s, "password", s.passwordStatus(made), "MUST_CHANGE_PASSWORD")
}

// TestImportUserEncodedPassword brings a password as another directory kept it.
func TestImportUserEncodedPassword(t *testing.T) {
	s := newStranger(t)
	salt := "8 octets"
	sum := sha512.Sum512([]byte(secondPassword + salt))
	wanted := person("imported.encoded", s.newPopulation("Imported encoded").GetId())
	wanted.SetPassword(management.UserPassword{
		Value: management.PtrString("{SSHA512}" + base64.StdEncoding.EncodeToString(append(sum[:], salt...))),
	})
	made, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).ContentType(importing).User(wanted).Execute()
	s.did("CreateUser (user.import)", 201, resp, err)
	resp, err = s.postPassword(made, "password.check+json", map[string]any{"password": secondPassword})
	s.did(passwordPost+" (password.check)", 200, resp, err)
}

func TestImportUserWeakPassword(t *testing.T) {
	s := newStranger(t)
	wanted := person("imported.badly", s.newPopulation("Imported badly").GetId())
	wanted.SetPassword(management.UserPassword{Value: management.PtrString("short")})
	_, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).ContentType(importing).User(wanted).Execute()
	s.turnedDown("CreateUser", 400, "INVALID_DATA INVALID_VALUE password.value", resp, err)
}

func TestReadUser(t *testing.T) {
	s := newStranger(t)
	user, resp, err := s.UsersApi.ReadUser(s.ctx, s.env, "8ab6dd93-3170-5ca8-b116-715f14bf6dd5").Execute()
	s.did("ReadUser", 200, resp, err)
	want(s, "user name", user.GetUsername(), "ann.adams")
	_, resp, err = s.UsersApi.ReadUser(s.ctx, s.env, nobody).Execute()
	s.turnedDown("ReadUser", 404, "NOT_FOUND", resp, err)
}

// TestReadLink goes from a user to the population by the user's own link.
func TestReadLink(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("has.links", "")
	read, resp, err := s.HALApi.ReadHALLink(s.ctx, made.GetLinks()["population"]).Execute()
	s.did("ReadHALLink", 200, resp, err)
	population, _ := read.(map[string]any)
	want(s, "id", population["id"], any(made.Population.GetId()))
}

func TestReadUserWithGroups(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("member", "")
	group, _, err := s.GroupsApi.CreateGroup(s.ctx, s.env).Group(*management.NewGroup("Of the member")).Execute()
	if err != nil {
		s.Fatal(err)
	}
	_, _, err = s.GroupMembershipApi.AddUserToGroup(s.ctx, s.env, made.GetId()).
		GroupMembership(*management.NewGroupMembership(group.GetId())).Execute()
	if err != nil {
		s.Fatal(err)
	}
	read := s.UsersApi.ReadUser(s.ctx, s.env, made.GetId())
	user, resp, err := read.Include(management.ENUMUSERREQUESTINCLUDE_MEMBER_OF_GROUP_IDS).Execute()
	s.did("ReadUser", 200, resp, err)
	want(s, "groups", fmt.Sprint(user.GetMemberOfGroupIDs()), fmt.Sprint([]string{group.GetId()}))
	user, resp, err = read.Include(management.ENUMUSERREQUESTINCLUDE_MEMBER_OF_GROUP_NAMES).Execute()
	s.did("ReadUser", 200, resp, err)
	want(s, "groups", fmt.Sprint(user.GetMemberOfGroupNames()), "[Of the member]")
}

func TestReadUsers(t *testing.T) {
	s := newStranger(t)
	population := s.newPopulation("People in pages").GetId()
	for i := range 7 {
		s.newUser(fmt.Sprintf("listed.%d", i), population)
	}
	filter := `(username sw "LISTED.") and (population.id eq "` + population + `")`
	list := s.UsersApi.ReadAllUsers(s.ctx, s.env).Filter(filter).Limit(3).Execute()
	names := map[string]bool{}
	pages, items := s.walked("ReadAllUsers", list, func(on *management.EntityArrayEmbedded) int {
		for _, u := range on.GetUsers() {
			want(s, "population", u.Population.GetId(), population)
			names[u.GetUsername()] = true
		}
		return len(on.GetUsers())
	})
	want(s, "pages", pages, 3)
	want(s, "users", items, 7)
	want(s, "different ones", len(names), 7)
}

func TestReadEveryUser(t *testing.T) {
	s := newStranger(t)
	var count float32
	list := s.UsersApi.ReadAllUsers(s.ctx, s.env).Limit(40).Execute()
	pages, items := 0, 0
	for cursor, err := range list {
		s.did("ReadAllUsers", 200, cursor.HTTPResponse, err)
		count = cursor.EntityArray.GetCount()
		pages, items = pages+1, items+len(cursor.EntityArray.Embedded.GetUsers())
	}
	want(s, "users", float32(items), count)
	want(s, "pages", pages, (items+39)/40)
}

func TestReadUsersWrongFilter(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.UsersApi.ReadAllUsers(s.ctx, s.env).Filter(`username gt "a"`).ExecuteInitialPage()
	s.turnedDown("ReadAllUsers", 400, "INVALID_REQUEST INVALID_FILTER filter", resp, err)
}

func TestUpdateUserPut(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("replaced", "")
	wanted := person("replaced", made.Population.GetId())
	wanted.SetTitle("Buyer")
	changed, resp, err := s.UsersApi.UpdateUserPut(s.ctx, s.env, made.GetId()).User(wanted).Execute()
	s.did("UpdateUserPut", 200, resp, err)
	want(s, "title", changed.GetTitle(), "Buyer")
	bare := person("replaced.again", made.Population.GetId())
	changed, resp, err = s.UsersApi.UpdateUserPut(s.ctx, s.env, made.GetId()).User(bare).Execute()
	s.did("UpdateUserPut", 200, resp, err)
	want(s, "user name", changed.GetUsername(), "replaced.again")
	want(s, "title is cleared", changed.HasTitle(), false)
	want(s, "population", changed.Population.GetId(), made.Population.GetId())
	_, resp, err = s.UsersApi.UpdateUserPut(s.ctx, s.env, nobody).User(bare).Execute()
	s.turnedDown("UpdateUserPut", 404, "NOT_FOUND", resp, err)
}

func TestUpdateUserPatch(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("patched", "")
	patch := func(change func(*management.User)) management.ApiUpdateUserPatchRequest {
		u := management.NewUser(made.GetEmail(), made.GetUsername())
		change(u)
		return s.UsersApi.UpdateUserPatch(s.ctx, s.env, made.GetId()).User(*u)
	}
	changed, resp, err := patch(func(u *management.User) { u.SetTitle("Buyer") }).Execute()
	s.did("UpdateUserPatch", 200, resp, err)
	want(s, "title", changed.GetTitle(), "Buyer")
	changed, resp, err = patch(func(u *management.User) { u.SetNickname("Pat") }).Execute()
	s.did("UpdateUserPatch", 200, resp, err)
	want(s, "nickname", changed.GetNickname(), "Pat")
	want(s, "title is kept", changed.GetTitle(), "Buyer")
	_, resp, err = patch(func(u *management.User) { u.SetMobilePhone("no digit") }).Execute()
	s.turnedDown("UpdateUserPatch", 400, "INVALID_DATA INVALID_VALUE mobilePhone", resp, err)
}

func TestDeleteUser(t *testing.T) {
	s := newStranger(t)
	made := s.newUser("deleted", "")
	resp, err := s.UsersApi.DeleteUser(s.ctx, s.env, made.GetId()).Execute()
	s.did("DeleteUser", 204, resp, err)
	_, resp, err = s.UsersApi.ReadUser(s.ctx, s.env, made.GetId()).Execute()
	s.turnedDown("ReadUser", 404, "NOT_FOUND", resp, err)
	resp, err = s.UsersApi.DeleteUser(s.ctx, s.env, made.GetId()).Execute()
	s.turnedDown("DeleteUser", 404, "NOT_FOUND", resp, err)
}
