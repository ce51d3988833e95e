using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>What a well-signed assertion must say, and how far it may be off (RFC 7523 section 3).</summary>
public sealed class AssertionRulesTests(TokenEndpointUnderTest endpoint) : IClassFixture<TokenEndpointUnderTest>
{
    private const string OtherClientId = "sa_client_0123456789ab";

    // A registered claim of another kind than RFC 7519 says is no JWT; it fails before any rule is asked.
    private const string NoClaims = "not a signed JWT";

    private static readonly Dictionary<string, (Action<JsonObject> Change, string Because)> WrongClaims = new()
    {
        ["iss is missing"] = (c => c.Remove("iss"), "iss and sub differ"),
        ["iss is another"] = (c => c["iss"] = OtherClientId, "iss and sub differ"),
        ["iss is no string"] = (c => c["iss"] = new JsonArray(c["sub"]!.GetValue<string>()), NoClaims),
        ["sub is missing"] = (c => c.Remove("sub"), "with a sub"),
        ["sub is another"] = (c => c["sub"] = OtherClientId, "no client of this id"),
        ["aud is missing"] = (c => c.Remove("aud"), "aud is not exactly one"),
        ["aud is empty"] = (c => c["aud"] = "", "aud is not"),
        ["aud is null"] = (c => c["aud"] = null, "aud is not"),
        ["aud is no string"] = (c => c["aud"] = new JsonObject(), NoClaims),
        ["aud is no audience"] = (c => c["aud"] = new JsonArray(), "aud is not exactly one"),
        ["aud is a stranger"] = (c => c["aud"] = "https://other.example", "aud is not the issuer https://localhost:"),
        ["aud has a final slash"] = (c => c["aud"] = c["aud"]!.GetValue<string>() + "/", "one string, no final slash"),
        ["aud has another case"] = (c => c["aud"] = c["aud"]!.GetValue<string>().ToUpperInvariant(), "aud is not the issuer"),
        ["aud is the token endpoint"] = (c => c["aud"] = c["aud"]!.GetValue<string>() + "/oauth2/token", "aud is the token endpoint"),
        ["aud names two"] = (
            c => c["aud"] = new JsonArray(c["aud"]!.GetValue<string>(), "https://other.example"), "aud is not exactly one"),
        ["aud names us twice"] = (c => c["aud"] = Twice(c["aud"]!), "aud is not exactly one"),
        ["exp is missing"] = (c => c.Remove("exp"), "no exp"),
        ["exp is null"] = (c => c["exp"] = null, NoClaims),
        ["exp is an object"] = (c => c["exp"] = new JsonObject(), NoClaims),
        ["exp is true"] = (c => c["exp"] = true, NoClaims),
        ["exp is negative"] = (c => c["exp"] = -1, "no exp"),
        ["exp is the largest number"] = (c => c["exp"] = long.MaxValue, "exp is no time in seconds since 1970: milliseconds?"),
        ["exp is in milliseconds"] = (c => c["exp"] = (Now(c) + 60) * 1_000, "exp is no time in seconds since 1970: milliseconds?"),
        ["exp is enormous"] = (c => c["exp"] = 1e300, NoClaims),
        ["exp is past the skew"] = (c => c["exp"] = Now(c) - 60, "has expired"),
        ["exp is long past"] = (c => c["exp"] = 0, "has expired"),
        ["exp is too far ahead"] = (c => c["exp"] = Now(c) + 600 + 61, "exp is more than 600 seconds ahead: bring it closer, or raise the application's assertion_max_lifetime_seconds."),
        ["exp is in another century"] = (c => c["exp"] = 253_000_000_000, "exp is more than 600 seconds ahead"),
        ["nbf is ahead"] = (c => c["nbf"] = Now(c) + 61, "nbf lies ahead"),
        ["nbf is no number"] = (c => c["nbf"] = new JsonArray(), NoClaims),
        ["iat is ahead"] = (c => c["iat"] = Now(c) + 61, "iat lies ahead"),
        ["iat is no number"] = (c => c["iat"] = new JsonObject(), NoClaims),
        ["jti is missing"] = (c => c.Remove("jti"), "jti is missing"),
        ["jti is null"] = (c => c["jti"] = null, "jti is missing"),
        ["jti is empty"] = (c => c["jti"] = "", "jti is missing"),
        ["jti has 257 bytes"] = (c => c["jti"] = Unique(257), "longer than 256"),
        ["jti has 257 bytes in 129 characters"] = (c => c["jti"] = "x" + new string('\u00e4', 128), "longer than 256"),
    };

    private static readonly Dictionary<string, Action<JsonObject>> GoodClaims = new()
    {
        ["aud is an array of one"] = c => c["aud"] = new JsonArray(c["aud"]!.GetValue<string>()),
        ["exp is past within the skew"] = c => c["exp"] = Now(c) - 59,
        ["exp is as far ahead as allowed, and the skew"] = c => c["exp"] = Now(c) + 660,
        ["nbf is ahead within the skew"] = c => c["nbf"] = Now(c) + 60,
        ["iat is ahead within the skew"] = c => c["iat"] = Now(c) + 60,
        ["iat is missing"] = c => c.Remove("iat"),
        ["iat is long past"] = c => c["iat"] = 1,
        ["jti has one byte"] = c => c["jti"] = "x",
        ["jti has 256 bytes"] = c => c["jti"] = Unique(256),
        ["there are other claims"] = c => c["other"] = new JsonObject { ["a"] = new JsonArray(1, null, "\u20ac") },
    };

    private static readonly Dictionary<string, (Action<JsonObject> Change, string Because)> WrongHeaders = new()
    {
        ["typ is that of an access token"] = (h => h["typ"] = "at+jwt", "typ is neither"),
        ["typ is that of a logout token"] = (h => h["typ"] = "logout+jwt", "typ is neither"),
        ["crit names an extension"] = (h => h["crit"] = new JsonArray("exp"), "crit"),
        ["crit is empty"] = (h => h["crit"] = new JsonArray(), "crit"),
        ["b64 is critical"] = (h => (h["crit"], h["b64"]) = (new JsonArray("b64"), false), "crit"),
    };

    private static readonly Dictionary<string, Action<JsonObject>> GoodHeaders = new()
    {
        ["typ is missing"] = h => h.Remove("typ"),
        ["typ is in lower case"] = h => h["typ"] = "jwt",
        ["typ is that of the revision"] = h => h["typ"] = "client-authentication+jwt",
        ["kid is missing"] = h => h.Remove("kid"),
        ["there are other members"] = h => h["other"] = new JsonObject { ["a"] = 1 },
    };

    public static TheoryData<string> WrongClaimsNames => [.. WrongClaims.Keys];

    public static TheoryData<string> GoodClaimsNames => [.. GoodClaims.Keys];

    public static TheoryData<string> WrongHeaderNames => [.. WrongHeaders.Keys];

    public static TheoryData<string> GoodHeaderNames => [.. GoodHeaders.Keys];

    [Theory]
    [MemberData(nameof(WrongClaimsNames))]
    [Trait("Requirement", "20")]
    public async Task An_assertion_whose_claims_break_a_rule_is_refused(string wrong)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var (change, because) = WrongClaims[wrong];

        await AssertRefusedAsync(client, client.Assertion(claims: change), because);
    }

    [Theory]
    [MemberData(nameof(WrongHeaderNames))]
    public async Task An_assertion_whose_header_breaks_a_rule_is_refused(string wrong)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var (change, because) = WrongHeaders[wrong];

        await AssertRefusedAsync(client, client.Assertion(header: change), because);
    }

    [Theory]
    [MemberData(nameof(GoodClaimsNames))]
    [Trait("Requirement", "20")]
    public async Task An_assertion_whose_claims_go_to_the_limit_is_good(string good)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        using var response = await client.RequestTokenAsync(client.Assertion(claims: GoodClaims[good]));

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
    }

    [Theory]
    [MemberData(nameof(GoodHeaderNames))]
    public async Task An_assertion_whose_header_says_less_or_more_is_good(string good)
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);

        using var response = await client.RequestTokenAsync(client.Assertion(header: GoodHeaders[good]));

        await TokenEndpointUnderTest.AssertIssuedAsync(response);
    }

    [Fact]
    public async Task The_token_endpoint_is_an_audience_for_an_application_that_says_so()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var contexts = endpoint.Server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>();
        await using (var db = await contexts.CreateDbContextAsync())
        {
            await db.Set<Application>().Where(a => a.ClientId == client.ClientId)
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.AllowsTokenEndpointAudience, true));
        }

        foreach (var audience in new[] { endpoint.Server.Issuer + "/oauth2/token", endpoint.Server.Issuer })
        {
            using var response = await client.RequestTokenAsync(client.Assertion(claims: c => c["aud"] = audience));
            await TokenEndpointUnderTest.AssertIssuedAsync(response);
        }

        await AssertRefusedAsync(client, client.Assertion(claims: c => c["aud"] = endpoint.Server.Issuer + "/oauth2/token/"), "aud is not");
        await AssertRefusedAsync(client, client.Assertion(claims: c => c["aud"] = new JsonArray(
            endpoint.Server.Issuer, endpoint.Server.Issuer + "/oauth2/token")), "aud is not exactly one");
    }

    [Fact]
    public async Task A_client_with_a_secret_cannot_come_with_an_assertion()
    {
        using var key = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateSecretClientAsync();
        var attacker = new AssertionClient(client.AccountId, client.ClientId, key, endpoint.Server);

        await endpoint.AssertRefusedAsync(client, HttpStatusCode.Unauthorized, "invalid_client", () =>
            attacker.RequestTokenAsync(), "another method than an assertion of its own: authenticate by client_secret_basic or client_secret_post.");
    }

    [Fact]
    public async Task An_assertion_of_one_client_is_none_of_another()
    {
        using var key = ClientKeyPair.Es256();
        using var otherKey = ClientKeyPair.Es256();
        var client = await endpoint.Server.CreateAssertionClientAsync(key);
        var other = await endpoint.Server.CreateAssertionClientAsync(otherKey);

        await AssertRefusedAsync(
            client, client.Assertion(claims: c => (c["iss"], c["sub"]) = (other.ClientId, other.ClientId)), "The signature fits no key");
    }

    private static long Now(JsonObject claims) => claims["iat"]!.GetValue<long>();

    private static JsonArray Twice(JsonNode node) => new(node.DeepClone(), node.DeepClone());

    private static string Unique(int bytes)
    {
        var text = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString().PadRight(bytes, 'x');
        return Encoding.UTF8.GetByteCount(text) == bytes ? text : throw new InvalidOperationException();
    }

    private Task AssertRefusedAsync(AssertionClient client, string assertion, string because) => endpoint.AssertRefusedAsync(
        client, HttpStatusCode.Unauthorized, "invalid_client", () => client.RequestTokenAsync(assertion), because);
}
