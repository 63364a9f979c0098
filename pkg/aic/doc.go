// Package aic is the client of PingOne Advanced Identity Cloud and, as a
// dialect, of self-managed PingIDM and OpenIDM servers. It turns the vocabulary
// of package identity into Common REST ("CREST"): filters into _queryFilter,
// patches into lists of operations, pages into cookies, answers into errors with
// a kind.
//
// Begin with [New], which needs a [rest.Client] whose transports authorise and
// retry; [Client.Users] is then the store of the realm's users. [ServiceAccount],
// [Journey] and [Browser] are the three ways to an access token.
//
// What the package promises:
//
//   - A listing is streamed, one page in memory and the next one on its way, and
//     it ends when the service says so, never because a page was short. A page
//     that is cut off or malformed is an error, not an end.
//   - A write carries the revision it was made against. After a lost answer it is
//     sent again only where that cannot do harm; else the outcome is reported as
//     unknown, with the command that finds out.
//   - Every error is an [identity.Error] and keeps the service's own code and
//     request id. No credential is in any of them.
//
// The wire is described at
// https://docs.pingidentity.com/pingoneaic/developer-docs/crest/about-crest.html.
package aic
