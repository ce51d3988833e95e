using System.Net;
using FsCheck;
using FsCheck.Fluent;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Storage.Tests.Issuances;

/// <summary>Records of tokens.</summary>
internal static class TestIssuance
{
    /// <summary>Any record that the token endpoint could make.</summary>
    public static Gen<Issuance> Any { get; } =
        from ids in ArbMap.Default.GeneratorFor<Guid>().ListOf(6)
        from issued in Gen.Choose(0, int.MaxValue)
        from ttl in Gen.Choose(1, 86_400)
        from address in Gen.OneOf(
            Gen.Constant<IPAddress?>(null),
            Gen.Choose(0, 255).ListOf(4).Select(Address),
            Gen.Choose(0, 255).ListOf(16).Select(Address))
        from scopes in Gen.Choose(0, 300)
        select Of(ids.ToArray(), issued, ttl, address, string.Join(' ', Enumerable.Range(0, scopes).Select(i => $"orders.read:{i}/*")));

    public static Issuance Make(string? singleUse = null, DateTimeOffset? expiresAt = null)
    {
        var ids = Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7(TimeProvider.System.GetUtcNow())).ToArray();
        var issuance = Of(ids, 1_700_000_000, 60, IPAddress.Loopback, "api:read");
        return singleUse is null
            ? issuance
            : issuance with { SingleUse = SingleUse.Of(Guid.Empty, singleUse, expiresAt ?? DateTimeOffset.UnixEpoch) };
    }

    private static Issuance Of(Guid[] ids, long issued, int ttl, IPAddress? address, string scope) => new()
    {
        TokenId = ids[0],
        TenantId = ids[1],
        PrincipalId = ids[2],
        ApplicationId = ids[3],
        ClientId = $"sa_client_{ids[3].ToString("N")[20..]}",
        CredentialId = ids[4],
        ApiId = ids[5],
        IssuedAt = DateTimeOffset.FromUnixTimeSeconds(issued),
        ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(issued + ttl),
        Address = address,
        Scope = scope,
    };

    private static IPAddress? Address(IEnumerable<int> bytes) => new([.. bytes.Select(b => (byte)b)]);
}
