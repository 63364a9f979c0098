package secret

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"filippo.io/age"
)

// Work factors of scrypt, as powers of two. Opening a vault costs about 75 ms at
// 15; the library's own 18 would cost 0.8 s in every command. A vault that
// somebody encrypted anew with the library's default still opens.
const (
	workFactor    = 15
	maxWorkFactor = 18
)

// vaultVersion is the version of the document inside a vault.
const vaultVersion = 1

// vaultDocument is what a vault holds, as JSON.
type vaultDocument struct {
	Version int               `json:"version"`
	Values  map[string][]byte `json:"values"`
}

// encryptVault makes the file of a vault.
func encryptVault(values map[string][]byte, passphrase string, work int) ([]byte, error) {
	document, err := json.Marshal(vaultDocument{Version: vaultVersion, Values: values})
	if err != nil {
		return nil, err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(work)
	return seal(document, recipient)
}

// decryptVault opens what encryptVault made. Its errors never quote what they read.
func decryptVault(sealed []byte, passphrase string) (map[string][]byte, error) {
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, ErrPassphrase
	}
	identity.SetMaxWorkFactor(maxWorkFactor)
	content, err := decrypt(sealed, identity)
	if errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, errors.New("the file is damaged")
	}
	return parseVault(content)
}

// parseVault reads the document inside. The version comes first: what a newer
// one looks like is not known here.
func parseVault(content []byte) (map[string][]byte, error) {
	var version struct {
		Version int `json:"version"`
	}
	if json.Unmarshal(content, &version) != nil || version.Version < 1 {
		return nil, errors.New("it holds something else than secrets")
	}
	if version.Version > vaultVersion {
		return nil, fmt.Errorf("it was written by a newer realmctl (version %d)", version.Version)
	}
	var document vaultDocument
	if json.Unmarshal(content, &document) != nil {
		return nil, errors.New("it holds something else than secrets")
	}
	return document.Values, nil
}

// checkPrivate refuses a file that others than its owner can read or write.
// Windows has no permission bits to look at.
func checkPrivate(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || runtime.GOOS == "windows" {
		return nil
	}
	if err != nil {
		return err
	}
	if perm := info.Mode().Perm(); perm&0o077 != 0 {
		return fmt.Errorf("others can read it (mode %#o): run chmod 600 on it", perm)
	}
	return nil
}
