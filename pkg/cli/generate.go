package cli

//go:generate go run ../../cmd/gendocs -root ../..
