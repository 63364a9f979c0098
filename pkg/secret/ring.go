package secret

import gokeyring "github.com/zalando/go-keyring"

// systemRing is the keyring of the operating system: Secret Service on Linux and
// the BSDs, Keychain on macOS, Credential Manager on Windows.
type systemRing struct{}

func (systemRing) Get(service, user string) (string, error) {
	if err := reachable(); err != nil {
		return "", err
	}
	return gokeyring.Get(service, user)
}

func (systemRing) Set(service, user, value string) error {
	if err := reachable(); err != nil {
		return err
	}
	return gokeyring.Set(service, user, value)
}

func (systemRing) Delete(service, user string) error {
	if err := reachable(); err != nil {
		return err
	}
	return gokeyring.Delete(service, user)
}
