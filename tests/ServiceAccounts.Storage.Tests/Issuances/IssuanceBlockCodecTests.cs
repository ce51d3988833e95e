using System.Net;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using ServiceAccounts.Storage.Issuances;
using Xunit.Abstractions;

namespace ServiceAccounts.Storage.Tests.Issuances;

public sealed class IssuanceBlockCodecTests(ITestOutputHelper output)
{
    private const long Minute = 29_000_000;
    private const int TokensPerDay = 1_000 * 86_400;

    [Fact]
    public void What_was_written_is_read_again_exactly() =>
        Prop.ForAll(TestIssuance.Any.ListOf().ToArbitrary(), issuances =>
            {
                var tokens = issuances.Select((issuance, i) => InMinute(IssuedToken.Of(issuance), i)).ToList();
                var read = IssuanceBlockCodec.Decode(Minute, IssuanceBlockCodec.Encode(Minute, tokens), null);
                return read.OrderBy(t => t.TokenId).SequenceEqual(tokens.OrderBy(t => t.TokenId));
            })
            .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void One_client_s_tokens_are_read_without_the_others()
    {
        var tokens = Realistic(clients: 20, tokens: 500);
        var client = tokens[7].ClientId;

        var read = IssuanceBlockCodec.Decode(Minute, IssuanceBlockCodec.Encode(Minute, tokens), client);

        Assert.Equal(
            tokens.Where(t => t.ClientId == client).OrderBy(t => t.TokenId), read.OrderBy(t => t.TokenId));
    }

    [Fact]
    public void A_block_of_another_version_or_cut_short_is_refused()
    {
        var whole = IssuanceBlockCodec.Encode(Minute, Realistic(5, 50));

        Assert.All(
            Enumerable.Range(0, whole.Length - 1), // The last byte says only that this was all.
            length => Assert.Throws<InvalidDataException>(() => IssuanceBlockCodec.Decode(Minute, whole[..length], null)));
        Assert.Throws<InvalidDataException>(() => IssuanceBlockCodec.Decode(Minute, [0x0b, 0x00, 0x80, 0x09, 0x03], null));
    }

    [Fact]
    public void A_client_s_shard_never_changes()
    {
        Assert.Equal(
            (1, 13, 0),
            (IssuanceShard.Of("sa_client_000000000000"), IssuanceShard.Of("sa_client_000000000001"), IssuanceShard.Of("sa_client_0a1b2c3d4e5f")));
        Assert.Equal(
            Enumerable.Range(0, IssuanceBlock.Shards),
            Enumerable.Range(0, 1_000).Select(i => IssuanceShard.Of($"sa_client_{i:x12}")).Distinct().Order());
    }

    // A minute of 1,000 tokens a second has 3,750 in a shard.
    [Theory]
    [InlineData(10)]
    [InlineData(600)]
    [InlineData(1_250)]
    [InlineData(3_750)]
    public void A_day_at_a_thousand_tokens_a_second_stays_under_four_gigabytes(int clients)
    {
        var block = IssuanceBlockCodec.Encode(Minute, Realistic(clients, tokens: 3_750));

        var perToken = block.Length / 3_750.0;
        output.WriteLine($"{clients} clients in a shard and minute: {perToken:F1} bytes a token, {perToken * TokensPerDay / 1e9:F2} GB a day");
        Assert.InRange(perToken * TokensPerDay, 0, 4e9);
    }

    private static IssuedToken InMinute(IssuedToken token, int i)
    {
        var issued = DateTimeOffset.FromUnixTimeSeconds((Minute * 60) + (i % 60));
        return token with { IssuedAt = issued, ExpiresAt = issued + (token.ExpiresAt - token.IssuedAt) };
    }

    private static List<IssuedToken> Realistic(int clients, int tokens)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(Minute * 60);
        var tenants = Enumerable.Range(0, 5).Select(_ => (Id: NewId(start), Api: NewId(start))).ToList();
        var accounts = Enumerable.Range(0, clients).Select(i =>
        {
            // An account and its credential are made in one request.
            var made = start.AddMilliseconds(-RandomNumberGenerator.GetInt32(int.MaxValue) * 10.0);
            return new
            {
                Client = "sa_client_" + RandomNumberGenerator.GetHexString(12, lowercase: true),
                Tenant = tenants[i % tenants.Count],
                Principal = Guid.CreateVersion7(made),
                Credential = Guid.CreateVersion7(made),
                Address = new IPAddress([10, 0, (byte)RandomNumberGenerator.GetInt32(4), (byte)RandomNumberGenerator.GetInt32(256)]),
            };
        }).ToList();
        return [.. Enumerable.Range(0, tokens).Select(i =>
        {
            var account = accounts[i % accounts.Count];
            var at = start.AddMilliseconds(RandomNumberGenerator.GetInt32(60_000));
            var issued = DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
            return new IssuedToken
            {
                TokenId = Guid.CreateVersion7(at),
                ClientId = account.Client,
                TenantId = account.Tenant.Id,
                PrincipalId = account.Principal,
                CredentialId = account.Credential,
                ApiId = account.Tenant.Api,
                IssuedAt = issued,
                ExpiresAt = issued.AddSeconds(i % 3 == 0 ? 900 : 3_600),
                Scope = i % 2 == 0 ? "api:read api:write" : "api:read",
                ActingClientId = i % 50 == 7 ? "sa_client_0123456789ab" : null,
                Address = account.Address,
            };
        })];
    }

    private static Guid NewId(DateTimeOffset at) => Guid.CreateVersion7(at);
}
