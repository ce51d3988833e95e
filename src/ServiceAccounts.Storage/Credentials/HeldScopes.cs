using System.Collections.Immutable;
using ServiceAccounts.Storage.Access;
using ProtocolApi = ServiceAccounts.Protocol.Tokens.Api;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// The scopes that a client has at the Apis of its tenant; and of those it has not, the first rule between a permission and a
/// token that leaves them out, with what would make it pass.
/// </summary>
public sealed class HeldScopes(Holdings holdings, Place home, IReadOnlyCollection<string>? allowedScopes, TenantAccess access)
{
    private const int MaxShown = 3;

    /// <summary>
    /// Whether they are an API token's. Its scopes are permissions of our own Api and narrow it to that: who may only read roles with
    /// a token reads nothing at another Api by it.
    /// </summary>
    public bool OfApiToken { get; init; }

    /// <summary>What the client may have at an Api.</summary>
    public IEnumerable<string> At(ProtocolApi api) => api.Permissions.Where(name => IsHeld(api, name) && IsAllowed(api, name));

    /// <summary>What the client may have at any Api of its tenant, each name once.</summary>
    public IEnumerable<string> Everywhere() => access.Apis.SelectMany(At).Distinct(StringComparer.Ordinal);

    /// <summary>Why none of the scopes asked for, or none at all where none is, is in a token for an Api.</summary>
    public string WhyNone(ProtocolApi api, ImmutableArray<string> requested)
    {
        var wanted = api.Permissions.Where(name => requested.IsEmpty || requested.Contains(name)).Order(StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            return $"None of the scopes asked for is a permission of {api.Identifier}: ask for some of its own, or name another resource.";
        }

        var held = wanted.FindAll(name => IsHeld(api, name));
        if (held.Count > 0)
        {
            return OfApiToken
                ? $"The API token's scopes leave out {Shown(held)} of {api.Identifier}: a token with scopes is for this server's own API and for those scopes alone."
                : $"The application's allowed_scopes leave out {Shown(held)}, which the account holds at {api.Identifier}: widen them.";
        }

        var elsewhere = wanted.FindAll(name => holdings.CanAnywhere(new Permission(api.Id, name)));
        if (elsewhere.Count > 0)
        {
            return $"The account holds {Shown(elsewhere)} of {api.Identifier} at another place than its own organization: bind the role there, or above.";
        }

        var others = access.Apis.Where(other => other.Id != api.Id && other.Permissions.Any(name => IsHeld(other, name)))
            .Select(other => other.Identifier).ToList();
        return (requested.IsEmpty, others.Count) switch
        {
            (true, > 0) => $"The account holds nothing at {api.Identifier}, but at {Shown(others)}: ask with resource, or make it the application's "
                + "default_api_id; or bind a role that has permissions of this Api.",
            (true, _) => $"The account holds nothing at {api.Identifier}: bind a role that has permissions of this Api.",
            _ => $"None of the scopes asked for is held at {api.Identifier}: bind a role that has one of them.",
        };
    }

    private bool IsAllowed(ProtocolApi api, string name) =>
        allowedScopes is null || (allowedScopes.Contains(name) && (!OfApiToken || api.Id == ManagementPermissions.ApiId));

    // What the account holds, before the application narrows it.
    private bool IsHeld(ProtocolApi api, string name)
    {
        // For a tenant's Api what the account holds at its own organization; for our own what it holds anywhere, because
        // there the operation asks again at the place of what it touches.
        var permission = new Permission(api.Id, name);
        return api.Id == ManagementPermissions.ApiId ? holdings.CanAnywhere(permission) : holdings.Can(permission, home);
    }

    private static string Shown(List<string> names) =>
        string.Join(", ", names.Take(MaxShown)) + (names.Count > MaxShown ? " and more" : string.Empty);
}
