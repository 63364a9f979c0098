package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// codeFlags say where a code comes from that was mailed to a person; never an
// argument.
type codeFlags struct {
	stdin bool
	file  string
}

func (c *codeFlags) bind(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&c.stdin, "code-stdin", false, "read the code from standard input")
	cmd.Flags().StringVar(&c.file, "code-file", "", "read the code from a `file` that nobody else can read")
	exclusive(cmd, "code-stdin", "code-file")
}

func (c *codeFlags) proof(prompt string) proof {
	return proof{name: "the code", prompt: prompt, help: "--code-stdin or --code-file", stdin: c.stdin, file: c.file}
}

// A codeVerb mails codes to users.
type codeVerb struct {
	use, short, long, example string
	op                        string // "send a recovery code to"
	code                      string // what a dry run calls it
	lacks                     string
	able                      func(store any) func(ctx context.Context, id string) error
}

func (v codeVerb) command(s *session, n noun) *cobra.Command {
	var f writeFlags
	cmd := &cobra.Command{
		Use: v.use + " <user>...", Short: v.short, Long: v.long, Example: v.example,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			r, d, store, err := s.openUsers(ctx)
			if err != nil {
				return err
			}
			send := v.able(store)
			if send == nil {
				return identity.Lacks(d, v.lacks)
			}
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return s.writeEach(ctx, n, f, names, func(ctx context.Context, w *writer, name string) error {
				u, err := store.Find(ctx, name)
				if err != nil {
					return err
				}
				c, err := v.change(n, r, store, u)
				if err != nil {
					return err
				}
				c.send = func(ctx context.Context) (object, error) { return u, send(ctx, c.key.ID) }
				return w.do(ctx, c)
			})
		}),
	}
	f.bind(s, cmd)
	return writes(cmd)
}

// change says where the code goes; the user is no other for it.
func (v codeVerb) change(n noun, r realm.Realm, store any, u identity.User) (change, error) {
	p, err := u.Profile()
	if err != nil {
		return change{}, err
	}
	return change{
		op: v.op, noun: n, realm: r, store: store, key: identity.Key{ID: p.ID, Name: p.UserName},
		after: v.mail(p.Mail),
	}, nil
}

func (v codeVerb) mail(address string) json.RawMessage {
	if address == "" {
		return nil // the service will say that there is none
	}
	return member(v.code, "goes to "+address)
}
