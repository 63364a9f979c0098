// The PingOne SDK for Go is a stranger that has to work against the sandbox unchanged. It is
// a module of its own: nothing of it reaches the program or its tests.
module sdk

go 1.26

require github.com/patrickcping/pingone-go-sdk-v2/management v0.60.0
