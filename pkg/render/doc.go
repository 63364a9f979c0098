// Package render turns a stream of JSON objects into what a person or a
// program reads: a table, JSON, JSON lines, YAML, CSV, bare values, or whatever
// a jq expression or a Go template makes of each object.
//
// Begin with [New], give every object to [Writer.Write] as the platform sent
// it, and end with [Writer.Close], or with [Writer.Abort] when the stream
// failed: both leave a complete document behind. [Needs] tells beforehand which
// attributes a format reads, so that the server may be asked for no more.
//
// What the package promises:
//   - Rows appear as they arrive (at most about 10 ms later), and memory does
//     not grow with their number.
//   - Data formats carry the platform's document untouched: order of members,
//     numbers, unknown attributes.
//   - Nothing a server sends can steer a terminal: control, bidirectional and
//     invisible characters are shown escaped there.
//   - Nothing is written before the first row, so a command that fails early
//     prints nothing at all.
package render
