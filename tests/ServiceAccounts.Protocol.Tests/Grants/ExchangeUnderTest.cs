using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tests.Tokens;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Tests.Grants;

/// <summary>The grant over two clients in memory: one that calls an Api, and the one that serves it.</summary>
internal sealed class ExchangeUnderTest : IClients, IRevokedTokens
{
    public const string Orders = "https://orders.example";

    /// <summary>The credential of either.</summary>
    public static readonly Guid Secret = new("01990000-0000-7000-8000-00000000ffff");

    private readonly AccessTokenIssuer _issuer =
        new(TestClient.Issuer, new TestSigningKeys(), Options.Create(new TokenOptions()), FixedTime.Noon);

    private readonly TokenExchangeGrant _grant;

    public ExchangeUnderTest()
    {
        var api = TestClient.Api(Orders) with { IntrospectionClients = [Server.Id] };
        Caller = With(TestClient.Of(new ApiAccess(api, ["read", "write"])));
        Server = With(Server with { Apis = [new ApiAccess(api, ["read"])], DefaultApiId = api.Id });
        _grant = new TokenExchangeGrant(new PresentedTokens(this, this, new TestSigningKeys(), TestClient.Issuer, FixedTime.Noon));
    }

    /// <summary>Whose token is exchanged.</summary>
    public Client Caller { get; set; }

    /// <summary>The resource server of its Api.</summary>
    public Client Server { get; set; } = TestClient.Of() with { Id = "sa_client_ffffffffffff", PrincipalId = new("01990000-0000-7000-8000-00000000cafe") };

    /// <summary>What has been revoked.</summary>
    public HashSet<Guid> Revoked { get; } = [];

    /// <summary>A token of a client for the Api.</summary>
    public string TokenOf(Client client, TokenBinding? binding = null, ActingParty? actor = null)
    {
        var grant = new AccessTokenGrant(Authenticated(client), client.Apis[0], client.Apis[0].Scope)
        {
            Possession = new Possession(binding, null),
            Actor = actor,
        };
        var output = new ArrayBufferWriter<byte>();
        _issuer.Write(_issuer.Prepare(grant), output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    /// <summary>A token of the caller that is changed before it is signed with our own key.</summary>
    public string SignedTokenOf(Action<JsonObject> header, Action<JsonObject> claims)
    {
        var parts = TokenOf(Caller).Split('.');
        var (headerJson, claimsJson) = (Decode(parts[0]), Decode(parts[1]));
        header(headerJson);
        claims(claimsJson);
        return TestSigningKeys.Of(SignatureAlgorithms.ES256).Sign(headerJson, claimsJson);

        static JsonObject Decode(string part) => JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(part))!.AsObject();
    }

    /// <summary>What a client is granted for a subject token.</summary>
    public Task<Result<AccessTokenGrant>> ExchangeAsync(Client by, string subject, params (string, string)[] more) =>
        _grant.AuthorizeAsync(
            Authenticated(by),
            TestClient.Request([("grant_type", TokenExchangeGrant.Type), ("subject_token", subject), ("subject_token_type", TokenTypes.AccessToken), .. more]),
            CancellationToken.None).AsTask();

    /// <summary>What the token of a grant is bound to, for a request that proves <paramref name="proved"/>.</summary>
    public static Result<Possession> Prove(AccessTokenGrant granted, TokenBinding? proved) =>
        new ProofOfPossession([new Proves(proved)]).Of(granted.Requester, TestClient.Request(("grant_type", TokenExchangeGrant.Type)), granted);

    public ValueTask<Client?> FindAsync(string clientId, CancellationToken cancellationToken) =>
        new(new[] { Caller, Server }.FirstOrDefault(client => client.Id == clientId));

    public ValueTask<KnownApiToken?> FindByApiTokenAsync(string text, CancellationToken cancellationToken) => new((KnownApiToken?)null);

    public Task<bool> ContainAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Revoked.Contains(id));

    private static AuthenticatedClient Authenticated(Client client) => new(client, Secret) { Method = "client_secret_basic" };

    private static Client With(Client client) => client with { Secrets = [new ClientSecretHash(Secret, new SecretHash(1, [1]), null)] };

    private sealed class Proves(TokenBinding? proved) : IPossessionProof
    {
        public Result<Possession> Of(AuthenticatedClient client, OAuthRequest request, AccessTokenGrant? granted) => new Possession(proved, null);
    }
}
