package sdk

import (
	"strconv"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

func (s *stranger) newPopulation(name string) *management.Population {
	s.Helper()
	made, resp, err := s.PopulationsApi.CreatePopulation(s.ctx, s.env).Population(*management.NewPopulation(name)).Execute()
	s.did("CreatePopulation", 201, resp, err)
	return made
}

func TestCreatePopulation(t *testing.T) {
	s := newStranger(t)
	wanted := management.NewPopulation("Created")
	wanted.SetDescription("By a stranger")
	wanted.SetPreferredLanguage("de")
	made, resp, err := s.PopulationsApi.CreatePopulation(s.ctx, s.env).Population(*wanted).Execute()
	s.did("CreatePopulation", 201, resp, err)
	want(s, "name", made.GetName(), "Created")
	want(s, "description", made.GetDescription(), "By a stranger")
	want(s, "language", made.GetPreferredLanguage(), "de")
	want(s, "default", made.GetDefault(), false)
	want(s, "users", made.GetUserCount(), 0)
	want(s, "environment", made.Environment.GetId(), s.env)
	if made.PasswordPolicy == nil || made.PasswordPolicy.GetId() == "" {
		s.Error("no password policy")
	}
}

func TestCreatePopulationTwice(t *testing.T) {
	s := newStranger(t)
	s.newPopulation("Created twice")
	_, resp, err := s.PopulationsApi.CreatePopulation(s.ctx, s.env).
		Population(*management.NewPopulation("Created twice")).Execute()
	s.turnedDown("CreatePopulation", 400, "INVALID_DATA UNIQUENESS_VIOLATION name", resp, err)
}

func TestCreatePopulationNameless(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.PopulationsApi.CreatePopulation(s.ctx, s.env).Population(*management.NewPopulation("")).Execute()
	s.turnedDown("CreatePopulation", 400, "INVALID_DATA REQUIRED_VALUE name", resp, err)
}

func TestReadPopulation(t *testing.T) {
	s := newStranger(t)
	made := s.newPopulation("Read")
	s.newUser("read.population", made.GetId())
	read, resp, err := s.PopulationsApi.ReadOnePopulation(s.ctx, s.env, made.GetId()).Execute()
	s.did("ReadOnePopulation", 200, resp, err)
	want(s, "name", read.GetName(), "Read")
	want(s, "users", read.GetUserCount(), 1)
	_, resp, err = s.PopulationsApi.ReadOnePopulation(s.ctx, s.env, nobody).Execute()
	s.turnedDown("ReadOnePopulation", 404, "NOT_FOUND", resp, err)
}

func TestReadPopulations(t *testing.T) {
	s := newStranger(t)
	for i := range 5 {
		s.newPopulation("Listed " + strconv.Itoa(i))
	}
	list := s.PopulationsApi.ReadAllPopulations(s.ctx, s.env).Filter(`name sw "Listed "`).Limit(2).Execute()
	names := map[string]bool{}
	pages, items := s.walked("ReadAllPopulations", list, func(on *management.EntityArrayEmbedded) int {
		for _, p := range on.GetPopulations() {
			names[p.GetName()] = true
		}
		return len(on.GetPopulations())
	})
	want(s, "pages", pages, 3)
	want(s, "populations", items, 5)
	want(s, "different ones", len(names), 5)
}

func TestReadPopulationsWrongLimit(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.PopulationsApi.ReadAllPopulations(s.ctx, s.env).Limit(0).ExecuteInitialPage()
	inner := s.turnedDown("ReadAllPopulations", 400, "INVALID_REQUEST OUT_OF_RANGE limit", resp, err)
	want(s, "least limit", inner.GetRangeMinimumValue(), 1)
}

func TestUpdatePopulation(t *testing.T) {
	s := newStranger(t)
	made := s.newPopulation("Before")
	wanted := management.NewPopulation("After")
	wanted.SetDescription("Renamed")
	changed, resp, err := s.PopulationsApi.UpdatePopulation(s.ctx, s.env, made.GetId()).Population(*wanted).Execute()
	s.did("UpdatePopulation", 200, resp, err)
	want(s, "id", changed.GetId(), made.GetId())
	want(s, "name", changed.GetName(), "After")
	want(s, "description", changed.GetDescription(), "Renamed")
	want(s, "created", changed.GetCreatedAt(), made.GetCreatedAt())
	wanted.SetPasswordPolicy(*management.NewPopulationPasswordPolicy(nobody))
	_, resp, err = s.PopulationsApi.UpdatePopulation(s.ctx, s.env, made.GetId()).Population(*wanted).Execute()
	s.turnedDown("UpdatePopulation", 400, "INVALID_DATA INVALID_VALUE passwordPolicy.id", resp, err)
}

func TestDeletePopulation(t *testing.T) {
	s := newStranger(t)
	made := s.newPopulation("Deleted")
	resp, err := s.PopulationsApi.DeletePopulation(s.ctx, s.env, made.GetId()).Execute()
	s.did("DeletePopulation", 204, resp, err)
	resp, err = s.PopulationsApi.DeletePopulation(s.ctx, s.env, made.GetId()).Execute()
	s.turnedDown("DeletePopulation", 404, "NOT_FOUND", resp, err)
}

func TestDeletePopulationWithUsers(t *testing.T) {
	s := newStranger(t)
	made := s.newPopulation("Inhabited")
	s.newUser("inhabitant", made.GetId())
	resp, err := s.PopulationsApi.DeletePopulation(s.ctx, s.env, made.GetId()).Execute()
	s.turnedDown("DeletePopulation", 400, "REQUEST_FAILED CONSTRAINT_VIOLATION id", resp, err)
}

func TestReadDefaultIdp(t *testing.T) {
	s := newStranger(t)
	made := s.newPopulation("By PingOne")
	idp, resp, err := s.PopulationsApi.ReadOnePopulationDefaultIdp(s.ctx, s.env, made.GetId()).Execute()
	s.did("ReadOnePopulationDefaultIdp", 200, resp, err)
	want(s, "type", idp.GetType(), "PING_ONE")
}

func TestUpdateDefaultIdp(t *testing.T) {
	s := newStranger(t)
	made, provider := s.newPopulation("By another"), s.provider()
	wanted := management.NewPopulationDefaultIdp()
	wanted.SetId(provider)
	update := s.PopulationsApi.UpdatePopulationDefaultIdp(s.ctx, s.env, made.GetId())
	idp, resp, err := update.PopulationDefaultIdp(*wanted).Execute()
	s.did("UpdatePopulationDefaultIdp", 200, resp, err)
	want(s, "id", idp.GetId(), provider)
	want(s, "type", idp.GetType(), "OPENID_CONNECT")
	wanted.SetId(nobody)
	_, resp, err = update.PopulationDefaultIdp(*wanted).Execute()
	s.turnedDown("UpdatePopulationDefaultIdp", 400, "INVALID_DATA INVALID_VALUE id", resp, err)
}
