package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
)

// arrivalFlags say where a new user goes, and what the user brings from elsewhere.
type arrivalFlags struct {
	population    string
	imports       bool
	mustChange    bool
	lifecycle     string
	suppress      bool
	emailVerified bool
}

func (a *arrivalFlags) bind(f *pflag.FlagSet) {
	f.StringVar(&a.population, "population", "", "the `population` that the user goes to, by name or id (PingOne)")
	f.BoolVar(&a.imports, "import", false, "make the user as one who was elsewhere before (PingOne)")
	f.BoolVar(&a.mustChange, "must-change", false, "make the user choose another password at the first sign-in (import)")
	f.StringVar(&a.lifecycle, "lifecycle", "", "`state` of the account: ACCOUNT_OK or VERIFICATION_REQUIRED (import)")
	f.BoolVar(&a.suppress, "suppress-verification", false, "send no verification code to the user's mail address (import)")
	f.BoolVar(&a.emailVerified, "email-verified", false, "the mail address is known to be the user's (import)")
}

// wanted reports something that only an import has a use for.
func (a *arrivalFlags) wanted() bool {
	return a.imports || a.mustChange || a.lifecycle != "" || a.suppress || a.emailVerified
}

// An arrival is the way that a new user goes in a store: to a population, and by an
// import where something is brought along that only an import takes.
type arrival struct {
	arrivalFlags
	populations identity.PopulationStore         // nil where none is named
	importer    identity.Importer[identity.User] // nil where nothing asks for it
	drafter     identity.ArrivalDrafter          // nil where the platform imports nobody
}

// open finds in a store what the flags ask for, or says by name what it lacks.
func (a *arrivalFlags) open(d identity.Directory, store any) (*arrival, error) {
	way := &arrival{arrivalFlags: *a}
	if a.population != "" {
		var err error
		if way.populations, err = identity.Populations(d); err != nil {
			return nil, err
		}
	}
	importer, imports := store.(identity.Importer[identity.User])
	drafter, drafts := store.(identity.ArrivalDrafter)
	if imports && drafts {
		way.drafter = drafter
	}
	if a.wanted() {
		if way.drafter == nil {
			return nil, identity.Lacks(d, "import of users")
		}
		way.importer = importer
	}
	return way, nil
}

// house writes the population into the document of the user.
func (a *arrival) house(ctx context.Context, document json.RawMessage) (json.RawMessage, error) {
	if a.populations == nil {
		return document, nil
	}
	found, err := a.populations.Find(ctx, a.population)
	if err != nil {
		return nil, err
	}
	key, err := found.Key()
	if err != nil {
		return nil, err
	}
	object, err := members(document)
	if err != nil {
		return nil, err
	}
	object["population"] = member("id", key.ID)
	return encode(object)
}

// draft writes what the user brings into the document.
func (a *arrival) draft(store any, document json.RawMessage, password string) (json.RawMessage, error) {
	if a.drafter == nil {
		return withPassword(store, document, password)
	}
	if a.mustChange && password == "" && len(documentSecrets(document, nil)) == 0 {
		return nil, usagef("--must-change goes with a password: --password-stdin, --password-file or --generate-password")
	}
	return a.drafter.DraftArrival(document, identity.Arrival{
		Password: password, MustChange: a.mustChange, Lifecycle: a.lifecycle,
		SuppressVerification: a.suppress, EmailVerified: a.emailVerified,
	})
}

// create makes the user: by an import where one was asked for.
func (a *arrival) create(ctx context.Context, store identity.UserStore, draft identity.Draft) (identity.User, error) {
	if a.importer != nil {
		return a.importer.Import(ctx, draft)
	}
	return store.Create(ctx, draft)
}
