// Package pingone is the client of PingOne environments. It turns the vocabulary
// of package identity into the platform's REST API: filters into its subset of
// SCIM, patches into partial documents, pages into HAL links, answers into errors
// with a kind.
//
// Begin with [New], which needs a [rest.Client] for the region's API host whose
// transports authorise and retry; [Client.Users] is then the store of the users of
// one environment, or of one population of it. [WorkerApp], [DeviceCode] and
// [Browser] are the three ways to an access token; they need a client for the
// region's host for sign-in, or for a custom domain. [Regions] names the hosts, and
// [Environments] lists what a token may see.
//
// What the package promises:
//
//   - A listing is streamed, one page in memory and the next one on its way, and
//     ends when the service gives no further link, never because a page was short
//     or empty. A link to another host is not followed.
//   - The platform has no revisions: the time of the last change stands for one, and
//     a write is held against it just before it is sent. A change of a part of an
//     attribute is made from the user as it is at that moment. A write whose
//     answer was lost is sent again only where doing it twice is the same as doing
//     it once; else its outcome is reported as unknown.
//   - What the platform cannot say in a filter is refused, never left out.
//   - What has no PATCH (populations, identity providers) is read, changed and put back
//     whole. A masked secret is never part of that: one that the platform tells stays,
//     one that it does not tell has to come with the change.
//   - What others publish about themselves (discovery documents, SAML metadata) is
//     bounded, and refused where it is not what it should be.
//   - Every error is an [identity.Error] and keeps the service's own code and
//     request id. No credential is in any of them.
//
// The wire is described at https://apidocs.pingidentity.com/pingone/platform/v1/api/.
package pingone
