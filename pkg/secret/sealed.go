package secret

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"github.com/realmctl/realmctl/pkg/atomicfile"
)

// errDamaged says that a file is there and cannot be read with our key.
var errDamaged = errors.New("the file is damaged, or its key is another one now")

// maxFile bounds in bytes what is read from an encrypted file.
const maxFile = 8 << 20

// sealedFiles holds values in one encrypted file each.
type sealedFiles struct {
	dir    string
	prefix string // keeps the names of secrets and of blobs apart
	key    *fileKey
}

// read returns a value. Where there is no file the key is not asked for.
func (f *sealedFiles) read(ctx context.Context, name string) ([]byte, error) {
	sealed, err := readFile(f.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notFound(name)
	}
	if err != nil {
		return nil, fmt.Errorf("read secret %q: %w", name, err)
	}
	identity, err := f.key.load(ctx)
	if errors.Is(err, ErrNotFound) {
		err = errDamaged
	}
	if err != nil {
		return nil, fmt.Errorf("read secret %q from %s: %w", name, f.file(name), err)
	}
	value, err := decrypt(sealed, identity)
	if err != nil {
		// The library's own words add nothing that a person could act on.
		return nil, fmt.Errorf("read secret %q from %s: %w", name, f.file(name), errDamaged)
	}
	return value, nil
}

// update changes a value under its lock. The key is fetched, and made if need
// be, before the lock is taken: that may wait for a person.
func (f *sealedFiles) update(ctx context.Context, name string, change func([]byte) ([]byte, error)) error {
	identity, err := f.key.loadOrMake(ctx)
	if err != nil {
		return err
	}
	unlock, err := atomicfile.Lock(ctx, f.file(name))
	if err != nil {
		return err
	}
	defer unlock()

	old, err := f.read(ctx, name)
	if errors.Is(err, errDamaged) {
		old, err = nil, nil
	}
	if ignoreNotFound(err) != nil {
		return err
	}
	updated, err := change(bytes.Clone(old))
	switch {
	case err != nil:
		return err
	case updated == nil:
		return ignoreNotFound(f.removeLocked(name))
	case old != nil && bytes.Equal(old, updated):
		return nil
	default:
		return f.write(name, updated, identity.Recipient())
	}
}

func (f *sealedFiles) write(name string, value []byte, recipient age.Recipient) error {
	sealed, err := seal(value, recipient)
	if err != nil {
		return fmt.Errorf("encrypt secret %q: %w", name, err)
	}
	return atomicfile.Write(f.file(name), 0o600, sealed)
}

func (f *sealedFiles) remove(ctx context.Context, name string) error {
	if _, exists := f.path(name); !exists {
		return notFound(name)
	}
	unlock, err := atomicfile.Lock(ctx, f.file(name))
	if err != nil {
		return err
	}
	defer unlock()
	return f.removeLocked(name)
}

func (f *sealedFiles) removeLocked(name string) error {
	err := os.Remove(f.file(name))
	if errors.Is(err, fs.ErrNotExist) {
		return notFound(name)
	}
	return err
}

func (f *sealedFiles) path(name string) (string, bool) {
	_, err := os.Lstat(f.file(name))
	return f.file(name), err == nil
}

func (f *sealedFiles) file(name string) string {
	return filepath.Join(f.dir, f.prefix+"-"+fileName(name)+".age")
}

// fileName makes a file name of any text: what is legible of it, for the eye, and
// a hash, which alone tells names apart. Only lower case is used, since some
// file systems do not know two cases.
func fileName(name string) string {
	const legible = 32
	slug := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		default:
			return '-'
		}
	}, name)
	sum := sha256.Sum256([]byte(name))
	return slug[:min(len(slug), legible)] + "-" + hex.EncodeToString(sum[:12])
}

// seal encrypts value to recipient.
func seal(value []byte, recipient age.Recipient) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(value); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return sealed.Bytes(), nil
}

// decrypt undoes seal.
func decrypt(sealed []byte, identity age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r, maxFile))
}

// readFile reads a file of at most maxFile bytes.
func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(content) > maxFile {
		err = fmt.Errorf("%s is larger than %d bytes", path, maxFile)
	}
	return content, err
}
