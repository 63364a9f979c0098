package aic

import (
	"bytes"
	"fmt"
	"testing"
)

// someMembers is a page in the size and shape of a tenant's.
func someMembers() []byte {
	rows := make([]string, 1000)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"_id":"5848c89b-3b1d-4a5c-86ca-%012d-8718","_rev":"5848c89b-3b1d-4a5c-86ca-%012d-8719","_ref":"managed/alpha_user/7e1f41dc-a346-4f63-99a0-%012d",`+
			`"_refResourceCollection":"managed/alpha_user","_refResourceId":"7e1f41dc-a346-4f63-99a0-%012d","_refResourceRev":"27871e3e-604d-4869-8695-%012d-433",`+
			`"_refProperties":{"_id":"5848c89b-3b1d-4a5c-86ca-%012d-8718","_rev":"5848c89b-3b1d-4a5c-86ca-%012d-8719"},`+
			`"userName":"user.%d","givenName":"Chloé","sn":"Nguyen","mail":"user.%d@example.com","telephoneNumber":"14769039","accountStatus":"active",`+
			`"description":null,"city":"São Paulo","country":"CA","postalCode":"V6B 2A1","preferences":{"updates":true,"marketing":false},"kbaInfo":[],"aliasList":[],`+
			`"memberOfOrgIDs":["org-32"],"frIndexedString1":"emp-0","passwordLastChangedTime":"2025-03-03T11:22:33.444Z","effectiveRoles":[],"effectiveAssignments":[]}`,
			i, i, i, i, i, i, i, i, i)
	}
	return []byte(pageOf("AAAAAAAAKw=", rows...))
}

// BenchmarkMembersPage reads the rows of a page and puts their targets together, as a
// listing of members does; BenchmarkMembersBare is the yardstick: the same rows found by
// counting brackets and copied, with nothing checked.
func BenchmarkMembersPage(b *testing.B) {
	page := someMembers()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	var r edgeRow
	for b.Loop() {
		if _, err := splitRows(page, r.walk, func([]byte) bool {
			_, err := r.target()
			return err == nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b, 1000)
}

func BenchmarkMembersBare(b *testing.B) {
	page := someMembers()
	b.SetBytes(int64(len(page)))
	out := bytes.NewBuffer(make([]byte, 0, len(page)))
	for b.Loop() {
		out.Reset()
		out.Write(page)
		if rows := countBrackets(page); rows != 1000 {
			b.Fatalf("%d rows", rows)
		}
	}
	perRow(b, 1000)
}

func perRow(b *testing.B, rows int) {
	b.Helper()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
}
