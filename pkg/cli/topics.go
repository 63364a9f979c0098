package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
)

// helpCmd is the command help: of a command, or of a topic.
func helpCmd() *cobra.Command {
	return local(&cobra.Command{
		Use:   "help [<command>...]",
		Short: "Help about a command or a topic",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(about, rest)
			}
			return about.Help()
		},
	})
}

// helpTopics are pages of help that are no commands: realmctl help filters. The
// page about realms is that of the command realms.
func helpTopics(s *session) []*cobra.Command {
	return []*cobra.Command{
		s.topic("exit-codes", "What the exit codes mean", exitCodesHelp),
		s.topic("filters", "The language of --where", func() string { return filtersHelp }),
		s.topic("output", "Formats, columns, jq and templates", outputHelp),
		s.topic("environment", "Variables that realmctl reads", environmentHelp),
	}
}

// topic makes the page of a topic; its text only if somebody asks for it.
func (s *session) topic(name, short string, text func() string) *cobra.Command {
	cmd := &cobra.Command{Use: name, Short: short}
	if s.mentions(name) {
		cmd.Long = text()
	}
	return cmd
}

func exitCodesHelp() string {
	var b strings.Builder
	b.WriteString("Every command ends with one of these codes:\n\n")
	for _, e := range endings() {
		var classes []string
		for _, k := range e.kinds {
			classes = append(classes, k.String())
		}
		fmt.Fprintf(&b, "  %3d  %-32s %s\n", e.code, strings.Join(classes, ", "), e.meaning)
	}
	b.WriteString(`
An error is one line on stderr: what was attempted on what, and why; below it,
where there is one, a hint that can be pasted. With -o json or ndjson, or with
REALMCTL_ERRORS=json, the same is one JSON object on stderr: class, code, message,
hint, realm, status, requestId, details.`)
	return b.String()
}

const filtersHelp = `--where takes a small language that means the same on every platform:

  mail sw "a" and active = true
  sn = "O'Neill" or not (city in ("Rome", "Oslo"))
  passwordLastChangedTime < 2026-01-01

  = != < <= > >=      compare
  sw ew co            starts with, ends with, contains
  has                 a list that holds the value
  in ("a", "b")       one of these
  pr                  has a value
  and or not ( )      join; and binds tighter than or

Values are strings in single or double quotes with JSON's escapes, numbers, true,
false, dates (2026-01-31) and times (2026-01-31T08:00:00Z). Attributes have the
platform's own names, or on PingOne those of the table below; parts of objects are
written a.b or a/b. On every platform active = true means those who may sign in;
/active is an attribute of that name. A mistake is told with its column, before
anything is sent.

On Advanced Identity Cloud and PingIDM the filter becomes a _queryFilter: != is
!(x eq v), in is a chain of eq joined by or, has is eq on a list. ew is refused:
these platforms have no such operator for managed objects. A value with a quote or
a backslash is sent escaped, with a warning: Advanced Identity Cloud is known not
to match it.

On PingOne the filter becomes its part of SCIM. Names from elsewhere mean the same
there, in --where as in --set, --columns and --sort:

  _id                     id
  userName                username
  mail                    email
  givenName               name.given
  sn, familyName          name.family
  cn, displayName         name.formatted
  telephoneNumber, phone  primaryPhone
  accountStatus, active   enabled
  postalAddress           address.streetAddress
  city                    address.locality
  stateProvince           address.region
  postalCode              address.postalCode
  country                 address.countryCode

PingOne can say = and sw of most texts; = of id, active, identityProvider.id and
population, which takes a name: population = "Staff"; has of custom attributes and,
with the id of a group, of memberOfGroups; co of custom attributes whose schema
allows it; in, and, or. It has no < <= > >= ew pr not, and no != but of active. What
it cannot say is refused, with a command as a hint that narrows on the server what
can be narrowed there and finishes with --jq. Of several realms those that can answer
do: the exit code is 6 then.

--filter passes a filter in the platform's own language on, untouched:

  realmctl users list --filter '/mail sw "demo" and !(/sn pr)'`

const realmsHelp = `A realm is a place where users live, and belongs to a tenant: tenant/realm.

  -R acme/alpha                one realm
  -R acme/alpha,acme/bravo     several
  -R 'acme/*'  -R '*/alpha'    globs over the configured realms
  -R @prod                     a group of the configuration file
  -R all                       every configured realm; the sandbox is left out

alpha and bravo come with every Advanced Identity Cloud tenant. A PingIDM or
OpenIDM server has the realms that the configuration names, and so has a PingOne
tenant: each is an environment, perhaps narrowed to one population. The tenant
sandbox is built in: sandbox/alpha, sandbox/bravo, sandbox/pingone. The tenant env is
described by variables alone; see realmctl help environment.

Every reading command works on several realms: rows are tagged with their realm,
and a realm that fails does not hide the others. What changes something works on
one. Without -R the default is used (realmctl use acme/alpha); there is no guess.`

func outputHelp() string {
	var b strings.Builder
	b.WriteString("Data goes to stdout, everything else to stderr. Formats of -o:\n\n")
	for _, f := range render.Formats() {
		fmt.Fprintf(&b, "  %-7s %s\n", f.Name, f.Description)
	}
	b.WriteString(`
--columns chooses attributes (preferences.updates for a part), --no-headers leaves the
header out, --fields asks the server for these attributes only. JSON and YAML are
the platform's own documents, untouched; --portable gives one stable shape.

--jq runs an expression on each object as it passes: strings are printed as they
are, other values as compact JSON, one a line. Keys that jq builds come out sorted.
--template runs a Go template on each object, with json, join, upper, lower, date,
pad and default.

On a terminal a table fits the width and long output goes through a pager (PAGER,
REALMCTL_PAGER; less by default). In a pipe a table is tab-separated with full
values. CSV puts an apostrophe before cells that a spreadsheet would run as a
formula; --csv-raw does not.`)
	return b.String()
}

func environmentHelp() string {
	var b strings.Builder
	b.WriteString("A flag wins over the environment, the environment over the file:\n\n")
	for _, v := range realm.EnvVars() {
		fmt.Fprintf(&b, "  %s\n      %s\n", v.Name, v.Meaning)
		if v.Example != "" {
			fmt.Fprintf(&b, "      e.g. %s\n", v.Example)
		}
	}
	b.WriteString(`
Variables alone can describe a tenant, called env; nothing is read from a file and
nothing is written:

  REALMCTL_PLATFORM=aic REALMCTL_URL=https://openam-acme.example.com \
  REALMCTL_TOKEN=... REALMCTL_REALM=env/alpha realmctl users list

  REALMCTL_PLATFORM=pingone REALMCTL_REGION=EU REALMCTL_REALM=env/staff \
  REALMCTL_ENVIRONMENT=... REALMCTL_CLIENT_ID=... REALMCTL_CLIENT_SECRET_FILE=... \
  realmctl users list`)
	return b.String()
}
