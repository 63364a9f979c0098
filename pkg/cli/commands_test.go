package cli_test

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/cli"
	"github.com/realmctl/realmctl/pkg/sandbox"
)

// A commandRow is how a test runs one command of the tree. A command without a
// row fails TestTree: whoever adds one says here how it is run.
type commandRow struct {
	args  []string
	first []string // a command that makes what it is about
	in    string   // standard input
	stale []string // what makes it a write of a stale revision; nil where there is none
	asks  bool     // it deletes, so it wants a confirmation
	bare  bool     // it prints text of its own, whatever -o says
	fails int      // its exit code on the sandbox where that is not 0
	skip  string   // why it cannot run here
	only  string   // the one platform that has it; on another it is refused by name
}

// platforms are those that the tests of the tree go over.
func platforms() []string { return []string{"aic", "pingone"} }

// rowOn is how a command is run on a platform.
func rowOn(platform, path string) commandRow {
	if row, ok := pingoneRows()[path]; ok && platform == "pingone" {
		return row
	}
	return commandRows()[path]
}

// lacked reports whether a platform has no such thing as the row is about.
func (r commandRow) lacked(platform string) bool { return r.only != "" && r.only != platform }

// Names of users that every sandbox has.
const (
	seeded = "ann.adams"
	other  = "sean.obrien"
)

// platformPeople are the members of the group Platform, one a line.
const platformPeople = "noa.cohen\neleni.nikolaou\nkenta.suzuki\n"

const draft = `{"userName":"zed","givenName":"Zed","sn":"Zander","mail":"zed@example.com"}`

// commandRows has a row for each command that does something, by its path.
func commandRows() map[string]commandRow {
	stale := []string{"--revision", "stale"}
	return map[string]commandRow{
		"users list":            {args: []string{"--limit", "2"}},
		"users get":             {args: []string{seeded, other}},
		"users count":           {},
		"users template":        {bare: true},
		"users check":           {args: []string{"-f", "-"}, in: draft, bare: true},
		"users password status": {args: []string{seeded}},
		"schema show":           {args: []string{"users"}},
		"schema required":       {args: []string{"users"}},
		"realms test":           {},
		"auth status":           {args: []string{"--check"}},
		"auth token":            {bare: true},

		"users create":  {args: []string{"-f", "-"}, in: draft},
		"users patch":   {args: []string{seeded, "--set", "description=changed"}, stale: stale},
		"users replace": {args: []string{seeded, "-f", "-"}, in: draft, stale: stale},
		"users delete":  {args: []string{seeded}, stale: stale, asks: true},
		"users enable":  {args: []string{"francois.lefevre", seeded}, stale: stale},
		"users disable": {args: []string{seeded}, stale: stale},
		"users lock":    {args: []string{seeded}, only: "pingone"},
		"users unlock":  {args: []string{seeded}, only: "pingone"},
		"users move":    {args: []string{seeded, "--population", "Staff"}, asks: true, only: "pingone"},
		"users set-idp": {args: []string{seeded, "--none"}, only: "pingone"},

		"users sessions list":   {args: []string{seeded}, only: "pingone"},
		"users sessions revoke": {args: []string{seeded, "--all"}, asks: true, only: "pingone"},
		"users linked list":     {args: []string{seeded}, only: "pingone"},
		"users linked unlink":   {args: []string{other, "--all"}, asks: true, only: "pingone"},

		"users password set": {args: []string{seeded, "--password-stdin"}, in: newPassword + "\n", stale: stale},
		"api": {
			args:  []string{"DELETE", "/openidm/managed/alpha_user/1c80f8c7-b1f6-5a05-aab5-3bb4d78616af"},
			stale: []string{"-H", `If-Match: "stale"`}, asks: true, bare: true,
		},

		"users password reset": {
			args: []string{seeded, "--password-stdin"}, in: sandbox.SeedPassword + "\n" + newPassword + "\n", only: "pingone",
		},
		"users password check":        {args: []string{seeded, "--password-stdin"}, in: sandbox.SeedPassword + "\n", only: "pingone"},
		"users password unset":        {args: []string{seeded}, asks: true, only: "pingone"},
		"users password force-change": {args: []string{seeded}, only: "pingone"},
		"users password unlock":       {args: []string{seeded}, only: "pingone"},
		"users password send-code":    {args: []string{seeded}, only: "pingone"},
		"users password recover": { // no code was sent, so it is a wrong one
			args: []string{seeded, "--code-stdin", "--password-stdin"}, in: marker + "-code\n" + newPassword + "\n", fails: 7, only: "pingone",
		},
		"users verify-email send":    {args: []string{seeded}, only: "pingone"},
		"users verify-email confirm": {args: []string{seeded, "--code-stdin"}, in: marker + "-code\n", fails: 7, only: "pingone"},
		"password-policies list":     {only: "pingone"},
		"password-policies get":      {args: []string{"Standard"}, only: "pingone"},
		"populations list":           {only: "pingone"},
		"populations get":            {args: []string{"Staff", "partners"}, only: "pingone"},
		"populations create":         {args: []string{"--name", "Suppliers"}, only: "pingone"},
		"populations patch":          {args: []string{"Staff", "--set", "description=changed"}, stale: stale, only: "pingone"},
		"populations delete":         {first: []string{"populations", "create", "--name", "Empty"}, args: []string{"Empty"}, stale: stale, asks: true, only: "pingone"},
		"populations set-idp":        {args: []string{"Staff", "--none"}, only: "pingone"},
		"groups list":                {},
		"groups get":                 {args: []string{"employees", "managers"}},
		"groups create":              {args: []string{"--name", "Marketing"}},
		"groups patch":               {args: []string{"managers", "--description", "changed"}, stale: stale},
		"groups replace":             {args: []string{"empty", "-f", "-"}, in: `{"name":"empty","description":"changed"}`, stale: stale},
		"groups delete":              {args: []string{"empty"}, stale: stale, asks: true},
		"groups members list":        {args: []string{"managers"}},
		"groups members add":         {args: []string{"empty", seeded, other}},
		"groups members remove":      {args: []string{"managers", seeded}, asks: true},
		"groups members sync":        {args: []string{"empty", "-f", "-"}, in: other + "\n"},
		"users groups list":          {args: []string{seeded}},
		"users groups add":           {args: []string{seeded, "empty"}},
		"users groups remove":        {args: []string{seeded, "managers"}, asks: true},
		"groups tree":                {args: []string{"Company"}, only: "pingone"},
		"groups parents list":        {args: []string{"Platform"}, only: "pingone"},
		"groups parents add":         {args: []string{"Help desk", "Company"}, only: "pingone"},
		"groups parents remove":      {args: []string{"Sales", "Company"}, asks: true, only: "pingone"},
		"groups children list":       {args: []string{"Company"}, only: "pingone"},
		"groups children add":        {args: []string{"Company", "Help desk"}, only: "pingone"},
		"groups children remove":     {args: []string{"Company", "Sales"}, asks: true, only: "pingone"},
		"groups roles list":          {args: []string{"Help desk"}, only: "pingone"},
		"groups roles assign":        {args: []string{"Sales", "Identity Data Read Only"}, only: "pingone"},
		"groups roles unassign":      {args: []string{"Help desk", "Help Desk Admin"}, asks: true, only: "pingone"},
		"roles list":                 {only: "aic"},
		"roles get":                  {args: []string{"Auditor", "Building A"}, only: "aic"},
		"roles create":               {args: []string{"--name", "Translator", "--user-filter", "active = true"}, only: "aic"},
		"roles patch":                {args: []string{"Auditor", "--description", "changed"}, stale: stale, only: "aic"},
		"roles replace":              {args: []string{"Unused", "-f", "-"}, in: `{"name":"Unused","description":"changed"}`, stale: stale, only: "aic"},
		"roles delete":               {args: []string{"Unused"}, stale: stale, asks: true, only: "aic"},
		"roles members list":         {args: []string{"Auditor"}, only: "aic"},
		"roles members add":          {args: []string{"Auditor", seeded, other}, only: "aic"},
		"roles members remove":       {args: []string{"Employee", seeded}, asks: true, only: "aic"},
		"roles members sync":         {args: []string{"Unused", "-f", "-"}, in: other + "\n", only: "aic"},
		"users roles list":           {args: []string{seeded}, only: "aic"},
		"users roles add":            {args: []string{seeded, "Auditor"}, only: "aic"},
		"users roles remove":         {args: []string{seeded, "Employee"}, asks: true, only: "aic"},

		"organizations list":           {only: "aic"},
		"organizations get":            {args: []string{"Example", "Example Oslo"}, only: "aic"},
		"organizations create":         {args: []string{"--name", "Example Riga", "--below", "Example"}, only: "aic"},
		"organizations patch":          {args: []string{"Example", "--description", "changed"}, stale: stale, only: "aic"},
		"organizations replace":        {args: []string{"Example Oslo", "-f", "-"}, in: `{"name":"Example Oslo","description":"changed"}`, stale: stale, only: "aic"},
		"organizations delete":         {args: []string{"Example Oslo"}, stale: stale, asks: true, only: "aic"},
		"organizations tree":           {only: "aic"},
		"organizations move":           {args: []string{"Example Oslo", "--below", "Example"}, stale: stale, only: "aic"},
		"organizations children list":  {args: []string{"Example Europe"}, only: "aic"},
		"organizations members list":   {args: []string{"Example Oslo"}, only: "aic"},
		"organizations members add":    {args: []string{"Example Europe", seeded}, only: "aic"},
		"organizations members remove": {args: []string{"Example Oslo", "omar.davis"}, asks: true, only: "aic"},
		"organizations members sync":   {args: []string{"Example Europe", "-f", "-"}, in: other + "\n", only: "aic"},
		"organizations admins list":    {args: []string{"Example"}, only: "aic"},
		"organizations admins add":     {args: []string{"Example Oslo", seeded}, only: "aic"},
		"organizations admins remove":  {args: []string{"Example", other}, asks: true, only: "aic"},
		"organizations admins sync":    {args: []string{"Example Oslo", "-f", "-"}, in: "wei.wang\n" + other + "\n", only: "aic"},
		"organizations owners list":    {args: []string{"Example"}, only: "aic"},
		"organizations owners add":     {args: []string{"Example Oslo", seeded}, only: "aic"},
		"organizations owners remove":  {args: []string{"Example", seeded}, asks: true, only: "aic"},
		"organizations owners sync":    {args: []string{"Example Oslo", "-f", "-"}, in: other + "\n", only: "aic"},

		"counts total":  {},
		"counts active": {args: []string{"--attribute", "passwordLastChangedTime"}},
		"idp list":      {},
		"idp get":       {args: []string{"google", "acme"}},
		"idp create": {
			args: []string{"--type", "googleConfig", "--name", "octocat", "--set", "clientId=x", "--set", "redirectURI=https://x.example", "--set", "scopes=[\"email\"]", "--set", "authorizationEndpoint=https://x.example/a", "--set", "tokenEndpoint=https://x.example/t", "--secret-stdin"}, in: providerSecret + "\n",
		},
		"idp patch":             {args: []string{"google", "--set", "issuer=changed"}, stale: stale},
		"idp delete":            {args: []string{"facebook"}, stale: stale, asks: true},
		"idp enable":            {args: []string{"facebook"}, stale: stale},
		"idp disable":           {args: []string{"google"}, stale: stale},
		"idp template":          {args: []string{"--type", "googleConfig", "-R", "sandbox/alpha"}, bare: true},
		"idp attributes list":   {args: []string{"--idp", "Acme Login"}, only: "pingone"},
		"idp attributes get":    {args: []string{"username", "email", "--idp", "Acme Login"}, only: "pingone"},
		"idp attributes create": {args: []string{"--idp", "Google", "--name", "email", "--value", "${providerAttributes.email}", "--update", "ALWAYS"}, only: "pingone"},
		"idp attributes patch":  {args: []string{"email", "--idp", "Acme Login", "--update", "EMPTY_ONLY"}, stale: stale, only: "pingone"},
		"idp attributes delete": {args: []string{"email", "--idp", "Acme Login"}, stale: stale, asks: true, only: "pingone"},

		"schema attributes list":   {only: "pingone"},
		"schema attributes get":    {args: []string{"tier", "email"}, only: "pingone"},
		"schema attributes create": {args: []string{"--name", "hobbies", "--multi"}, only: "pingone"},
		"schema attributes patch":  {args: []string{"tier", "--title", "Class"}, only: "pingone"},
		"schema attributes delete": {args: []string{"tier"}, asks: true, only: "pingone"},

		"realms list":   {},
		"realms show":   {},
		"realms add":    {args: []string{"acme"}, fails: 2},
		"realms remove": {args: []string{"acme"}, fails: 2},
		"realms use":    {args: []string{"sandbox/alpha"}, bare: true},
		"use":           {args: []string{"sandbox/alpha"}, bare: true},
		"auth login":    {args: []string{"env"}, fails: 2},
		"auth logout":   {args: []string{"env"}, fails: 2},
		"config get":    {},
		"config set":    {args: []string{"store", "file"}, bare: true},
		"config unset":  {args: []string{"store"}, bare: true},
		"config path":   {bare: true},
		"completion":    {args: []string{"bash"}, bare: true},
		"version":       {},
		"sandbox path":  {bare: true},
		"sandbox seed":  {args: []string{"--users", "1", "-R", "sandbox/alpha"}, bare: true},
		"sandbox reset": {args: []string{"--yes"}, bare: true},
		"sandbox serve": {skip: "serves until it is interrupted; see the stories"},
	}
}

const pingoneDraft = `{"username":"zed","name":{"given":"Zed","family":"Zander"},"email":"zed@example.com"}`

// pingoneRows are the rows of commands that take something else on PingOne.
func pingoneRows() map[string]commandRow {
	stale := []string{"--revision", "stale"}
	return map[string]commandRow{
		"groups list":           {},
		"groups get":            {args: []string{"Company", "Gold tier"}},
		"groups create":         {args: []string{"--name", "Marketing"}},
		"groups patch":          {args: []string{"Sales", "--description", "changed"}, stale: stale},
		"groups replace":        {args: []string{"Sales", "-f", "-"}, in: `{"name":"Vendors"}`, stale: stale},
		"groups delete":         {args: []string{"Sales"}, stale: stale, asks: true},
		"groups members list":   {args: []string{"Platform"}},
		"groups members add":    {args: []string{"Platform", seeded, other}},
		"groups members remove": {args: []string{"Administrators", seeded}, asks: true},
		"groups members sync":   {args: []string{"Platform", "-f", "-"}, in: platformPeople + other + "\n"},
		"users groups list":     {args: []string{seeded}},
		"users groups add":      {args: []string{seeded, "Platform"}},
		"users groups remove":   {args: []string{seeded, "Administrators"}, asks: true},
		"idp list":              {},
		"idp get":               {args: []string{"Google", "Acme Login"}},
		"idp create": {
			args: []string{"--type", "GITHUB", "--name", "Octocat", "--set", "clientId=x", "--secret-stdin"}, in: providerSecret + "\n",
		},
		"idp patch":     {args: []string{"Google", "--set", "description=changed"}, stale: stale},
		"idp delete":    {args: []string{"Yahoo"}, stale: stale, asks: true},
		"idp enable":    {args: []string{"Yahoo"}, stale: stale},
		"idp disable":   {args: []string{"Google"}, stale: stale},
		"idp template":  {args: []string{"--type", "GOOGLE", "-R", "sandbox/pingone"}, bare: true},
		"counts active": {},
		"users get":     {args: []string{seeded, "francois.lefevre"}},
		"users enable":  {args: []string{"sakura.sato", "fang.li"}, stale: stale},
		"users check":   {args: []string{"-f", "-"}, in: pingoneDraft, bare: true},
		"users create":  {args: []string{"-f", "-"}, in: pingoneDraft},
		"users patch":   {args: []string{seeded, "--set", "title=changed"}, stale: stale},
		"users replace": {args: []string{seeded, "-f", "-"}, in: pingoneDraft, stale: stale},
		"api": {
			args: []string{"DELETE", "/v1/environments/" + sandbox.PingOneHome() + "/users/8ab6dd93-3170-5ca8-b116-715f14bf6dd5"},
			asks: true, bare: true,
		},
	}
}

// providerSecret is a secret of an identity provider.
const providerSecret = marker + "-shared"

// newPassword is a password that the sandbox takes.
const newPassword = "Kan4rie-Pass"

// tree is the command tree of a machine without anything.
func tree() *cobra.Command {
	return cli.Commands(&cli.App{Env: func(string) string { return "" }})
}

// walk visits every command that does something, with its path below realmctl.
func walk(cmd *cobra.Command, visit func(path string, cmd *cobra.Command)) {
	for _, child := range cmd.Commands() {
		if child.Name() == "help" {
			continue
		}
		if !child.HasSubCommands() && child.Runnable() {
			visit(strings.TrimPrefix(child.CommandPath(), "realmctl "), child)
		}
		walk(child, visit)
	}
}

// commands are the paths of all commands with one of the effects.
func commands(effects ...string) []string {
	var paths []string
	walk(tree(), func(path string, cmd *cobra.Command) {
		if strings.Contains(strings.Join(effects, " "), cmd.Annotations["effect"]) {
			paths = append(paths, path)
		}
	})
	return paths
}

// line is the command line of a row with more arguments.
func (r commandRow) line(path string, more ...string) []string {
	return append(append(strings.Fields(path), r.args...), more...)
}

// TestTree: every command says what it does, has a row and words, and its
// examples are command lines that it takes.
func TestTree(t *testing.T) {
	t.Parallel()
	rows := commandRows()
	walk(tree(), func(path string, cmd *cobra.Command) {
		if _, ok := rows[path]; !ok {
			t.Errorf("%s has no row in commandRows", path)
		}
		delete(rows, path)
		switch effect := cmd.Annotations["effect"]; effect {
		case "local", "read", "write":
		default:
			t.Errorf("%s is marked %q, not local, read or write", path, effect)
		}
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") {
			t.Errorf("%s has the short help %q", path, cmd.Short)
		}
		for _, example := range examples(cmd) {
			takes(t, example)
		}
	})
	for path := range rows {
		t.Errorf("commandRows has %s, which is no command", path)
	}
}

// examples are the command lines of realmctl in a command's help.
func examples(cmd *cobra.Command) []string {
	var found []string
	joined := strings.ReplaceAll(cmd.Example+"\n"+cmd.Long, "\\\n", " ")
	for line := range strings.Lines(joined) {
		for part := range strings.SplitSeq(line, "&&") {
			part = strings.TrimSpace(part)
			if strings.HasPrefix(part, "realmctl ") && strings.HasPrefix(line, "  ") {
				part, _, _ = strings.Cut(part, " | ")
				part, _, _ = strings.Cut(part, " > ")
				found = append(found, part)
			}
		}
	}
	return found
}

// takes proves that a command line in a help page names a command and its flags.
func takes(t *testing.T, example string) {
	t.Helper()
	cmd, rest, err := tree().Find(words(t, example)[1:])
	if err != nil || cmd.Name() == "realmctl" {
		t.Errorf("%s: no such command: %v", example, err)
		return
	}
	if err := cmd.ParseFlags(rest); err != nil {
		t.Errorf("%s: %v", example, err)
	}
}

// TestHelp: every command has a help page, printed on stdout, that ends well.
func TestHelp(t *testing.T) {
	t.Parallel()
	walk(tree(), func(path string, cmd *cobra.Command) {
		e := newMachine(t).must(append(strings.Fields(path), "--help")...)
		if !strings.Contains(e.out, cmd.CommandPath()) || e.err != "" {
			t.Errorf("%s --help: stdout %q, stderr %q", path, e.out, e.err)
		}
	})
}
