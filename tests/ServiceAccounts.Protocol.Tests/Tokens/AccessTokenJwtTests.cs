using System.Buffers;
using System.Text;
using FsCheck.Fluent;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Tests.Tokens;

/// <summary>What a resource server reads out of a token with a library that knows nothing of us.</summary>
public sealed class AccessTokenJwtTests
{
    private static readonly Guid Credential = new("01990000-0000-7000-8000-00000000eeee");

    private readonly AccessTokenIssuer _issuer =
        new(TestClient.Issuer, new TestSigningKeys(), Options.Create(new TokenOptions()), FixedTime.Noon);

    [Theory]
    [InlineData(SignatureAlgorithms.ES256)]
    [InlineData(SignatureAlgorithms.RS256)]
    public async Task A_token_has_the_header_and_claims_of_RFC_9068_and_verifies(string algorithm)
    {
        var token = Issue(AccessTo("https://api.example", algorithm));

        var verified = await VerifyAsync(token, "https://api.example", algorithm);

        Assert.True(verified.IsValid, verified.Exception?.Message);
        var jwt = (JsonWebToken)verified.SecurityToken;
        Assert.Equal("at+jwt", jwt.Typ);
        Assert.Equal(algorithm, jwt.Alg);
        Assert.Equal("key-" + algorithm, jwt.Kid);
        Assert.Equal(
            ["aud", "client_id", "credential_id", "epoch", "exp", "iat", "iss", "jti", "scope", "sub", "tenant_id"],
            jwt.Claims.Select(claim => claim.Type).Order(StringComparer.Ordinal));
        Assert.Equal(TestClient.Issuer.Value, jwt.Issuer);
        Assert.Equal("01990000-0000-7000-8000-00000000bbbb", jwt.Subject);
        Assert.Equal(["https://api.example"], jwt.Audiences);
        Assert.Equal(TestClient.Id, jwt.GetPayloadValue<string>("client_id"));
        Assert.Equal("01990000-0000-7000-8000-00000000cccc", jwt.GetPayloadValue<string>("tenant_id"));
        Assert.Equal(Credential.ToString(), jwt.GetPayloadValue<string>("credential_id"));
        Assert.Equal(7, jwt.GetPayloadValue<long>("epoch"));
        Assert.Equal("read write", jwt.GetPayloadValue<string>("scope"));
        Assert.Equal(FixedTime.Noon.GetUtcNow().ToUnixTimeSeconds(), jwt.GetPayloadValue<long>("iat"));
        Assert.Equal(FixedTime.Noon.GetUtcNow().AddHours(1).ToUnixTimeSeconds(), jwt.GetPayloadValue<long>("exp"));
        Assert.True(Guid.TryParse(jwt.Id, out _));
    }

    [Theory]
    [InlineData(SignatureAlgorithms.ES256)]
    [InlineData(SignatureAlgorithms.RS256)]
    public async Task A_token_with_one_changed_character_does_not_verify(string algorithm)
    {
        var token = Issue(AccessTo("orders", algorithm));
        var at = token.Length - 20;
        var changed = token.Remove(at, 1).Insert(at, token[at] == 'A' ? "B" : "A");

        Assert.False((await VerifyAsync(changed, "orders", algorithm)).IsValid);
    }

    [Theory]
    [InlineData("orders \"of\" <all> & + ' \\ / kinds")]
    [InlineData("\u00fcn\u00efcode \u20ac \U0001F511")]
    [InlineData("line\u2028separator\u0085\t\r\n\b\u0000\u007f")]
    public async Task Characters_that_JSON_escapes_come_out_as_they_were(string identifier)
    {
        var verified = await VerifyAsync(Issue(AccessTo(identifier)), identifier);

        Assert.True(verified.IsValid, verified.Exception?.Message);
        Assert.Equal([identifier], ((JsonWebToken)verified.SecurityToken).Audiences);
    }

    [Fact]
    public void Any_identifier_comes_out_as_it_was() =>
        Always.Holds(
            Always.AnyText.Where(text => text.Length > 0),
            text => new JsonWebToken(Issue(AccessTo(text))).Audiences.SequenceEqual([text]));

    [Fact]
    public void Roles_are_there_only_where_the_Api_asks_for_them_and_at_most_50()
    {
        var roles = Enumerable.Range(0, 60).Select(i => $"role \"{i}\"").ToArray();
        var without = AccessTo("orders", roles: roles);
        var with = new ApiAccess(without.Api with { IncludesRoles = true }, ["read"]) { Roles = [.. roles] };

        Assert.False(new JsonWebToken(Issue(without)).TryGetPayloadValue<object>("roles", out _));
        Assert.Equal(roles.Take(50), new JsonWebToken(Issue(with)).GetPayloadValue<string[]>("roles"));
    }

    [Fact]
    public void An_Api_that_asks_for_roles_of_an_account_without_any_gets_an_empty_list()
    {
        var access = new ApiAccess(TestClient.Api("orders") with { IncludesRoles = true }, ["read"]);

        Assert.Equal([], new JsonWebToken(Issue(access)).GetPayloadValue<string[]>("roles"));
    }

    [Fact]
    public void A_token_of_many_long_scopes_is_written_whole()
    {
        var scopes = Enumerable.Range(0, 500).Select(i => $"{i:d4}" + new string('s', 251)).ToArray();
        var access = new ApiAccess(TestClient.Api("orders", string.Join(' ', scopes)), scopes);

        Assert.Equal(access.Scope, new JsonWebToken(Issue(access, access.Scope)).GetPayloadValue<string>("scope"));
    }

    [Fact]
    public void What_is_shared_by_the_tokens_of_a_client_does_not_mix_their_own_claims()
    {
        var access = AccessTo("orders");
        var (first, second) = (new JsonWebToken(Issue(access, "read")), new JsonWebToken(Issue(access, "write")));

        Assert.Equal("read", first.GetPayloadValue<string>("scope"));
        Assert.Equal("write", second.GetPayloadValue<string>("scope"));
        Assert.NotEqual(first.Id, second.Id);
    }

    private static ApiAccess AccessTo(string identifier, string algorithm = SignatureAlgorithms.ES256, params string[] roles) =>
        new(TestClient.Api(identifier) with { SigningAlgorithm = algorithm }, ["read", "write"]) { Roles = [.. roles] };

    private string Issue(ApiAccess access, string? scope = null)
    {
        var client = new AuthenticatedClient(TestClient.Of(access), Credential) { Method = "client_secret_basic" };
        var token = _issuer.Prepare(new AccessTokenGrant(client, access, scope ?? access.Scope));
        var output = new ArrayBufferWriter<byte>();
        _issuer.Write(token, output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    private static Task<TokenValidationResult> VerifyAsync(
        string token, string audience, string algorithm = SignatureAlgorithms.ES256) =>
        new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = TestClient.Issuer.Value,
            ValidAudience = audience,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = [algorithm],
            IssuerSigningKey = TestSigningKeys.Of(algorithm).Public,
            LifetimeValidator = (_, _, _, _) => true, // The clock of these tests is not the machine's.
        });
}
