package cli

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/rest"
)

// uploadFlags name files that a provider points at, which go to the platform first.
type uploadFlags struct {
	icon         string
	certificates []string
}

func (f *uploadFlags) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.icon, "icon", "", "`file` with the picture on its button, which is uploaded first")
	cmd.Flags().StringArrayVar(&f.certificates, "certificate", nil, "`file` with a certificate by which it signs, which is uploaded first; may be given several times")
}

func (f *uploadFlags) given() bool { return f.icon != "" || len(f.certificates) > 0 }

// An upload is a file on its way: until it is there, words stand in the place of its id.
type upload struct {
	identity.Upload
	id, address string
}

func newUpload(u identity.Upload) *upload {
	return &upload{Upload: u, id: "(id of " + u.Name + ")", address: "(address of " + u.Name + ")"}
}

// An uploader sends the files of a provider once, whatever the number of providers.
type uploader struct {
	s            *session
	d            identity.Directory
	realm        realm.Realm
	store        identity.ProviderStore
	icon         *upload
	certificates []*upload
	done         bool
}

// uploader reads the files, and refuses those that the platform has no place for.
// Nothing is sent.
func (s *session) uploader(d identity.Directory, r realm.Realm, store identity.ProviderStore, f uploadFlags) (*uploader, error) {
	u := &uploader{s: s, d: d, realm: r, store: store}
	for _, name := range f.certificates {
		content, err := s.readInput(name)
		if err != nil {
			return nil, err
		}
		u.certificates = append(u.certificates, newUpload(identity.Upload{Name: filepath.Base(name), Content: content}))
	}
	if f.icon != "" {
		content, err := s.readInput(f.icon)
		if err != nil {
			return nil, err
		}
		u.icon = newUpload(identity.Upload{Name: filepath.Base(f.icon), Content: content})
	}
	return u, u.able()
}

// able refuses what the platform has no place for, or would not take.
func (u *uploader) able() error {
	_, images := u.store.(identity.ImageUploader)
	_, icons := u.store.(identity.IconPatcher)
	if u.icon != nil && (!images || !icons) {
		return identity.Lacks(u.d, "icons of identity providers to upload")
	}
	if u.icon != nil {
		if err := checkUploads(u.store, u.icon); err != nil {
			return err
		}
	}
	if len(u.certificates) == 0 {
		return nil
	}
	if _, ok := u.store.(identity.CertificatePatcher); !ok {
		return identity.Lacks(u.d, "certificates of identity providers")
	}
	store, err := identity.Certificates(u.d)
	if err != nil {
		return err
	}
	return checkUploads(store, u.certificates...)
}

// checkUploads refuses files that the platform would not take.
func checkUploads(store any, files ...*upload) error {
	checker, ok := store.(identity.UploadChecker)
	if !ok {
		return nil
	}
	for _, f := range files {
		if err := checker.CheckUpload(f.Upload); err != nil {
			return err
		}
	}
	return nil
}

func (u *uploader) empty() bool { return u.icon == nil && len(u.certificates) == 0 }

// patch makes a provider point at the files.
func (u *uploader) patch() identity.Patch {
	var patch identity.Patch
	if len(u.certificates) > 0 {
		ids := make([]string, len(u.certificates))
		for i, c := range u.certificates {
			ids[i] = c.id
		}
		patch = u.store.(identity.CertificatePatcher).CertificatePatch(ids)
	}
	if u.icon != nil {
		image := identity.Image{ID: u.icon.id, Address: u.icon.address}
		patch = slices.Concat(patch, u.store.(identity.IconPatcher).IconPatch(image))
	}
	return patch
}

// send uploads the files that are not there yet.
func (u *uploader) send(ctx context.Context, w *writer) error {
	if u.done {
		return nil
	}
	u.done = true
	for _, c := range u.certificates {
		if err := u.one(ctx, w, c, "certificate", u.certificate(c)); err != nil {
			return err
		}
	}
	if u.icon == nil {
		return nil
	}
	return u.one(ctx, w, u.icon, "icon", u.image)
}

// one uploads a file. Where requests are shown, all of them are.
func (u *uploader) one(ctx context.Context, w *writer, file *upload, what string, send func(context.Context) (object, error)) error {
	c := change{
		op: "upload", noun: noun{one: what, many: what + "s"}, realm: u.realm, key: identity.Key{Name: file.Name},
		after: member("bytes", len(file.Content)), send: send,
	}
	done, err := w.perform(ctx, c)
	if errors.Is(err, rest.ErrIntercepted) {
		return nil
	}
	if err != nil || done == nil {
		return err
	}
	c.key.ID = file.id
	u.s.sayDone(c)
	return nil
}

func (u *uploader) certificate(file *upload) func(context.Context) (object, error) {
	return func(ctx context.Context) (object, error) {
		store, err := identity.Certificates(u.d)
		if err != nil {
			return nil, err
		}
		made, err := store.UploadCertificate(ctx, file.Upload)
		if err != nil {
			return nil, err
		}
		key, err := made.Key()
		file.id = key.ID
		return made, err
	}
}

func (u *uploader) image(ctx context.Context) (object, error) {
	image, err := u.store.(identity.ImageUploader).UploadImage(ctx, u.icon.Upload)
	if err != nil {
		return nil, err
	}
	u.icon.id, u.icon.address = image.ID, image.Address
	return identity.Resource[identity.CertificateProfile]{}, nil
}
