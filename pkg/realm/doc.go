// Package realm knows where identities live: which tenants and realms a person
// has configured, what an address such as acme/alpha means, and which settings
// are in force.
//
// Begin with [Load], which reads the configuration file (an absent file is an
// empty configuration) and remembers the environment. [Config.Resolve] turns
// what was typed after -R into realms; [NewSettings] resolves single settings
// once, in the order flag, environment, file, default; [Edit] changes the file
// under a lock without disturbing what it does not touch.
//
// # Addresses
//
// A realm is addressed as tenant/realm. Besides, an address may be
//
//   - a tenant's name alone, when the tenant has exactly one realm;
//   - a glob on either half: acme/*, */alpha. A glob without a slash stands for
//     every realm of the tenants that match it;
//   - @group, a named list of addresses from the file, which may itself hold
//     globs and other groups (a group inside itself is an error);
//   - all, which is every realm in the configuration file.
//
// Several addresses are joined by commas. Two tenants exist without a file:
// sandbox, built in, and env, described by REALMCTL_* variables. Neither is
// part of all, nor of a glob, unless the tenant's half is literally its name:
// what is not in the file is never reached by a pattern.
//
// # Promises
//
// No secret is ever held in a type of this package. Loading reads one file and
// writes nothing. Names keep their letter case. Every error about the file says
// at which line and column it is.
package realm
