package token

import (
	"fmt"
	"io"
	"log/slog"
)

// redacted stands in for anything secret wherever it would be printed.
const redacted = "[redacted]"

func writeRedacted(w io.Writer) { _, _ = io.WriteString(w, redacted) }

// Format prints "[redacted]" for every verb.
func (t Token) Format(f fmt.State, _ rune) { writeRedacted(f) }

// String returns "[redacted]".
func (t Token) String() string { return redacted }

// GoString returns "[redacted]".
func (t Token) GoString() string { return redacted }

// LogValue logs "[redacted]".
func (t Token) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[redacted]", which also serves JSON and YAML.
func (t Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format prints "[redacted]" for every verb.
func (k SigningKey) Format(f fmt.State, _ rune) { writeRedacted(f) }

// String returns "[redacted]".
func (k SigningKey) String() string { return redacted }

// GoString returns "[redacted]".
func (k SigningKey) GoString() string { return redacted }

// LogValue logs "[redacted]".
func (k SigningKey) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[redacted]", which also serves JSON and YAML.
func (k SigningKey) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format prints "[redacted]" for every verb.
func (p PKCE) Format(f fmt.State, _ rune) { writeRedacted(f) }

// String returns "[redacted]".
func (p PKCE) String() string { return redacted }

// GoString returns "[redacted]".
func (p PKCE) GoString() string { return redacted }

// LogValue logs "[redacted]".
func (p PKCE) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[redacted]", which also serves JSON and YAML.
func (p PKCE) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format prints "[redacted]" for every verb.
func (c *CachedSource) Format(f fmt.State, _ rune) { writeRedacted(f) }

// Format prints "[redacted]" for every verb.
func (h *headers) Format(f fmt.State, _ rune) { writeRedacted(f) }
