using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Tests.Tokens;

/// <summary><c>exp</c> is the earliest of all the ends that client, credential, Api and server set.</summary>
public sealed class AccessTokenLifetimeTests
{
    private static readonly DateTimeOffset Now = FixedTime.Noon.GetUtcNow();

    [Theory]
    [InlineData(3_600, null, 86_400, null, null, 3_600)]
    [InlineData(3_600, 600, 86_400, null, null, 600)]
    [InlineData(3_600, 7_200, 900, null, null, 900)]
    [InlineData(3_600, 7_200, 86_400, 60, null, 60)]
    [InlineData(3_600, 7_200, 86_400, 60, 30, 30)]
    [InlineData(60, 7_200, 86_400, 120, 120, 60)]
    public void The_earliest_end_wins(int client, int? api, int server, int? account, int? credential, int expected) =>
        Assert.Equal(expected, Prepare(Now, new Ends(client, api, server, Ahead(Now, account), Ahead(Now, credential))).ExpiresIn);

    [Fact]
    public void Exp_is_the_earliest_of_all_ends_in_whole_seconds()
    {
        var ahead = Gen.OneOf(Gen.Constant<long?>(null), Gen.Choose(1, 200_000_000).Select(i => (long?)i));
        var cases =
            from milliseconds in Gen.Choose(0, 999)
            from client in Gen.Choose(1, 86_400)
            from api in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(1, 86_400).Select(i => (int?)i))
            from server in Gen.Choose(60, 86_400)
            from account in ahead
            from credential in ahead
            let now = Now.AddMilliseconds(milliseconds)
            select (Now: now, Ends: new Ends(client, api, server, AheadMs(now, account), AheadMs(now, credential)));

        Always.Holds(
            cases,
            c =>
            {
                var token = Prepare(c.Now, c.Ends);
                DateTimeOffset?[] ends =
                [
                    Now.AddSeconds(c.Ends.Client), c.Ends.Api is { } api ? Now.AddSeconds(api) : null, Now.AddSeconds(c.Ends.Server),
                    c.Ends.Account, c.Ends.Credential,
                ];
                var earliest = ends.Min()!.Value;
                return token.IssuedAt == Now
                    && token.ExpiresAt == DateTimeOffset.FromUnixTimeSeconds(earliest.ToUnixTimeSeconds())
                    && token.ExpiresIn == (token.ExpiresAt - token.IssuedAt).TotalSeconds;
            },
            2_000);
    }

    [Fact]
    public void The_id_carries_the_time_of_issue()
    {
        var token = Prepare(Now.AddMilliseconds(7), new Ends(60, null, 86_400, null, null));

        Assert.Equal(7, token.Id.Version);
        Assert.Equal(Guid.CreateVersion7(Now.AddMilliseconds(7)).ToString()[..13], token.Id.ToString()[..13]);
    }

    private static AccessToken Prepare(DateTimeOffset now, Ends ends)
    {
        var access = new ApiAccess(TestClient.Api("orders") with { MaximumTtlSeconds = ends.Api }, ["read"]);
        var client = TestClient.Of(access) with { AccessTokenTtlSeconds = ends.Client, ExpiresAt = ends.Account };
        var issuer = new AccessTokenIssuer(
            TestClient.Issuer, new TestSigningKeys(), Options.Create(new TokenOptions { MaximumTtlSeconds = ends.Server }), new FixedTime(now));
        return issuer.Prepare(new AccessTokenGrant(
            new AuthenticatedClient(client, Guid.Empty) { Method = "client_secret_basic", CredentialExpiresAt = ends.Credential }, access, "read"));
    }

    private static DateTimeOffset? Ahead(DateTimeOffset now, int? seconds) => seconds is { } s ? now.AddSeconds(s) : null;

    private static DateTimeOffset? AheadMs(DateTimeOffset now, long? milliseconds) => milliseconds is { } ms ? now.AddMilliseconds(ms) : null;

    private sealed record Ends(int Client, int? Api, int Server, DateTimeOffset? Account, DateTimeOffset? Credential);
}
