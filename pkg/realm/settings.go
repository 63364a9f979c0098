package realm

import (
	"errors"
	"time"

	"github.com/spf13/viper"
)

// A Source says where the value of a setting came from.
type Source string

// The sources, strongest first.
const (
	SourceFlag    Source = "flag"
	SourceEnv     Source = "env"
	SourceFile    Source = "file"
	SourceDefault Source = "default"
)

// SettingsOptions holds the layers that settings are resolved from; each may
// be nil.
type SettingsOptions struct {
	// Flag returns the value of a flag by its long name, and whether it was
	// given on the command line.
	Flag func(name string) (value string, set bool)
	Env  func(string) string
	File *Config
}

// Settings are the single settings in force, resolved once. They do not change
// afterwards.
type Settings struct {
	viper  *viper.Viper
	values []Value
}

// A Value is one setting in force.
type Value struct {
	Key    string
	Text   string
	Source Source
	Origin string // "--output", "REALMCTL_OUTPUT", "config.yaml:7:9"; empty for a default
}

// NewSettings resolves all settings: flag, environment, file, default. Every
// bad value is a [*PlaceError] naming the flag or variable (the file was
// checked by [Load]); several are joined.
func NewSettings(o SettingsOptions) (*Settings, error) {
	s := &Settings{viper: viper.New()}
	var errs []error
	for _, known := range settings() {
		v, err := o.layer(s.viper, known)
		s.values = append(s.values, v)
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return s, nil
}

// layer puts every layer of one setting into viper, and returns the value of
// the strongest. Viper reads the process's environment only, so the one we are
// given goes in as its configuration, the file's value as a default.
func (o SettingsOptions) layer(v *viper.Viper, s setting) (Value, error) {
	value := Value{Key: s.key, Source: SourceDefault}
	v.SetDefault(s.key, s.standard)
	if f, ok := o.fileValue(s.key); ok {
		v.SetDefault(s.key, f.text)
		value.Source, value.Origin = SourceFile, f.place
	}
	if name, text := o.variable(s); text != "" {
		if err := v.MergeConfigMap(map[string]any{s.key: text}); err != nil {
			return value, err
		}
		value.Source, value.Origin = SourceEnv, name
	}
	if f, ok := o.flag(s.flag); ok {
		if err := v.BindFlagValue(s.key, f); err != nil {
			return value, err
		}
		value.Source, value.Origin = SourceFlag, "--"+s.flag
	}
	value.Text = v.GetString(s.key)
	if value.Source == SourceEnv || value.Source == SourceFlag {
		if err := s.check(value.Text); err != nil {
			return value, &PlaceError{Source: value.Origin, Detail: err.Error()}
		}
	}
	return value, nil
}

func (o SettingsOptions) fileValue(key string) (fileValue, bool) {
	if o.File == nil {
		return fileValue{}, false
	}
	f, ok := o.File.settings[key]
	return f, ok
}

// variable returns the value of a setting in the environment and the variable
// that has it. Colour and pager know the variables of the wider world too.
func (o SettingsOptions) variable(s setting) (name, text string) {
	if o.Env == nil {
		return "", ""
	}
	if text := o.Env(s.variable); text != "" {
		return s.variable, text
	}
	switch {
	case s.key == "color" && o.Env("NO_COLOR") != "":
		return "NO_COLOR", "never"
	case s.key == "color" && o.Env("CLICOLOR_FORCE") != "" && o.Env("CLICOLOR_FORCE") != "0":
		return "CLICOLOR_FORCE", "always"
	case s.key == "pager":
		return "PAGER", o.Env("PAGER")
	}
	return "", ""
}

func (o SettingsOptions) flag(name string) (flagValue, bool) {
	if o.Flag == nil {
		return flagValue{}, false
	}
	text, set := o.Flag(name)
	return flagValue{name, text}, set
}

// A flagValue is a flag that was given, as viper wants to see it.
type flagValue struct{ name, text string }

func (f flagValue) HasChanged() bool    { return true }
func (f flagValue) Name() string        { return f.name }
func (f flagValue) ValueString() string { return f.text }
func (f flagValue) ValueType() string   { return "string" }

// All returns every setting in force, in the order of the documentation.
func (s *Settings) All() []Value { return s.values }

// Value returns one setting in force, with where it comes from.
func (s *Settings) Value(key string) (Value, bool) {
	for _, v := range s.values {
		if v.Key == key {
			return v, true
		}
	}
	return Value{}, false
}

// Realm returns the address list of -R or its default; empty when there is none.
func (s *Settings) Realm() string { return s.viper.GetString("current") }

// Output returns the output format, one of [Outputs].
func (s *Settings) Output() string { return s.viper.GetString("output") }

// Timeout returns the deadline of one request with its retries.
func (s *Settings) Timeout() time.Duration {
	d, err := ParseTimeout(s.viper.GetString("timeout"))
	if err != nil {
		return 0 // checked by NewSettings: not reached
	}
	return d
}

// Store returns where secrets rest: auto, keyring, file or none.
func (s *Settings) Store() string { return s.viper.GetString("store") }

// Errors returns the form of errors on stderr: auto, text or json.
func (s *Settings) Errors() string { return s.viper.GetString("errors") }

// Pager returns the command that shows long tables; empty: our own choice.
func (s *Settings) Pager() string { return s.viper.GetString("pager") }

// Color returns auto, always or never.
func (s *Settings) Color() string { return s.viper.GetString("color") }

// Parallel returns how many realms are asked side by side.
func (s *Settings) Parallel() int { return s.viper.GetInt("parallel") }
