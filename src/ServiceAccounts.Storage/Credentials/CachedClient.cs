using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Storage.Credentials;

/// <summary>
/// A client in memory: what it is by itself, and the client that follows from it and the tenant's access. There are a hundred
/// thousand of them: what many have in common, they share.
/// </summary>
/// <param name="own">What the database says of it alone: without Apis, and with no default Api (the empty id) where it names none.</param>
/// <param name="profile">What its account was given.</param>
internal sealed class CachedClient(Client own, AccessProfile profile)
{
    private readonly ClientPolicy _policy = own.Policy;
    private readonly int _ttlSeconds = own.AccessTokenTtlSeconds;
    private readonly Guid _defaultApiId = own.DefaultApiId;

    private AccessProfile _profile = profile;
    private Memo _memo = new(null, own);

    public string ClientId => _memo.Client.Id;

    public Guid TenantId => _memo.Client.TenantId;

    public Guid PrincipalId => _memo.Client.PrincipalId;

    /// <summary>Where it stands among those that may be evicted; the cache's alone.</summary>
    public int Place { get; set; }

    /// <summary>Whether it has been asked for since the cache last looked; the cache's alone.</summary>
    public bool IsUsed { get; set; }

    /// <summary>Another one of the same principal; the cache's alone.</summary>
    public CachedClient? Next { get; set; }

    /// <summary>The client under that access: worked out once, and again only when the tenant's access is another.</summary>
    public Client With(TenantAccess access)
    {
        var memo = _memo;
        if (!ReferenceEquals(memo.Access, access))
        {
            (_profile, var apis) = SharedAccess.Of(access).ApisOf(_profile);
            _memo = memo = new Memo(access, memo.Client with
            {
                Policy = _policy.And(access.Policy),
                AccessTokenTtlSeconds = Math.Min(_ttlSeconds, access.MaximumTtlSeconds ?? int.MaxValue),
                Apis = apis,

                // The Api may be deleted while the client is in memory.
                DefaultApiId = access.Apis.Any(api => api.Id == _defaultApiId) ? _defaultApiId : access.DefaultApiId,
            });
        }

        return memo.Client;
    }

    private sealed record Memo(TenantAccess? Access, Client Client);
}
