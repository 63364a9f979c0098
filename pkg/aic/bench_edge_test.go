package aic

import "testing"

// BenchmarkReadEdge is one row of a listing of members.
func BenchmarkReadEdge(b *testing.B) {
	row := []byte(`{"_id":"5848c89b-3b1d-4a5c-86ca-e0130512bb46-8718","_rev":"5848c89b-3b1d-4a5c-86ca-e0130512bb46-8719","_ref":"managed/alpha_user/7e1f41dc-a346-4f63-99a0-3ce52b5080f4","_refResourceCollection":"managed/alpha_user","_refResourceId":"7e1f41dc-a346-4f63-99a0-3ce52b5080f4","_refResourceRev":"27871e3e-604d-4869-8695-52f5a21e8c3e-433","_refProperties":{"_id":"5848c89b-3b1d-4a5c-86ca-e0130512bb46-8718","_rev":"5848c89b-3b1d-4a5c-86ca-e0130512bb46-8719"},"userName":"ann.adams","givenName":"Ann","sn":"Adams","mail":"ann.adams@alpha.example.com","accountStatus":"active"}`)
	b.SetBytes(int64(len(row)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readEdge(row); err != nil {
			b.Fatal(err)
		}
	}
}
