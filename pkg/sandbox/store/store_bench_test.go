package store

import (
	"bytes"
	"fmt"
	"testing"
)

// BenchmarkInsert loads users of 900 bytes with six keys, two thousand in a
// transaction; the time is that of one user.
func BenchmarkInsert(b *testing.B) {
	s := open(b)
	doc := bytes.Repeat([]byte("x"), 900)
	for n := 0; n < b.N; n += 2000 {
		write(b, s, func(tx *Tx) error {
			for i := n; i < min(n+2000, b.N); i++ {
				id, name := newUUID(), fmt.Sprintf("user%d", i)
				keys := Keys{
					Unique: map[string]string{"userName": name},
					Index:  map[string]string{"_id": id, "mail": name + "@example.com", "sn": name, "givenName": name, "accountStatus": "active"},
				}
				if _, err := tx.Insert(users, id, doc, keys); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// BenchmarkWrite makes one durable change.
func BenchmarkWrite(b *testing.B) {
	s := open(b)
	for b.Loop() {
		write(b, s, increment)
	}
}

// BenchmarkOpen is what a command pays for a database that exists.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	write(b, openIn(b, dir), increment)
	for b.Loop() {
		s := Open(dir)
		read(b, s, func(tx *Tx) error {
			_, err := counter(tx)
			return err
		})
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
