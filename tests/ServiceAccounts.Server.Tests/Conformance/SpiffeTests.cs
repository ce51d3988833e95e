using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Outbound;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Conformance.FederatedClient;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>JWT-SVIDs (SPIFFE JWT-SVID and Trust Domain and Bundle) as assertions of a client.</summary>
public sealed class SpiffeTests(KeyHostFixture fixture) : IClassFixture<KeyHostFixture>
{
    private const string Domain = "spiffe://example.org";
    private const string Workload = Domain + "/ns/prod/sa/billing";

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task JWT_SVID_section_3_A_token_without_iss_and_iat_is_known_by_its_sub()
    {
        using var key = ClientKeyPair.Es256("authority-1");
        var client = await CreateAsync(Server, Trust(Bundle(key)));

        await client.AssertAcceptedAsync(Svid(key));
        await client.AssertAcceptedAsync(Svid(key, header: header => header["typ"] = "JOSE"));
        await client.AssertAcceptedAsync(Svid(key, claims => claims["iss"] = "https://spire.example.org"));
        await client.AssertAcceptedAsync(Svid(key, claims => claims["aud"] = new JsonArray("other", Server.Issuer)));
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "2 HS256", "The token's alg is not one of" },
        { "2.3 typ", "The token's typ is none of" },
        { "3.1 sub of another domain", "No federated credential" },
        { "3.1 sub of a longer domain", "No federated credential" },
        { "3.1 sub without a path", "No federated credential" },
        { "3.1 sub that climbs", "No federated credential" },
        { "3.1 sub of another workload", "The condition on the claim 'sub'" },
        { "3.2 aud is missing", "The token's aud does not contain" },
        { "3.3 exp is missing", "The token has no exp" },
        { "3.3 exp is past", "The token has expired" },
        { "3.3 exp is far ahead", "The token lasts longer than 24 hours" },
        { "4 signed by the authority of X.509-SVIDs", "The keys that were given have no usable key of the token's kid" },
        { "4 signed by a stranger", "The signature fits no key" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task JWT_SVID_A_token_that_breaks_a_rule_gets_the_answer_of_an_unknown_client(string rule, string because)
    {
        using var key = ClientKeyPair.Es256("authority-1");
        using var stranger = ClientKeyPair.Es256("authority-1");
        using var certificates = ClientKeyPair.Es256("x509-authority");
        var bundle = Bundle(key);
        bundle["keys"]!.AsArray().Add(WithUse(certificates, "x509-svid"));
        var client = await CreateAsync(Server, Trust(bundle));
        var now = Server.Time.GetUtcNow().ToUnixTimeSeconds();

        await client.AssertRefusedAsync(
            rule switch
            {
                "2 HS256" => Svid(key, header: header => header["alg"] = "HS256"),
                "2.3 typ" => Svid(key, header: header => header["typ"] = "wit+jwt"),
                "3.1 sub of another domain" => Svid(key, claims => claims["sub"] = "spiffe://example.com/ns/prod/sa/billing"),
                "3.1 sub of a longer domain" => Svid(key, claims => claims["sub"] = "spiffe://example.org.evil/ns/prod/sa/billing"),
                "3.1 sub without a path" => Svid(key, claims => claims["sub"] = Domain),
                "3.1 sub that climbs" => Svid(key, claims => claims["sub"] = Domain + "/ns/prod/../prod/sa/billing"),
                "3.1 sub of another workload" => Svid(key, claims => claims["sub"] = Domain + "/ns/prod-evil/sa/billing"),
                "3.2 aud is missing" => Svid(key, claims => claims.Remove("aud")),
                "3.3 exp is missing" => Svid(key, claims => claims.Remove("exp")),
                "3.3 exp is past" => Svid(key, claims => claims["exp"] = now - 1),
                "3.3 exp is far ahead" => Svid(key, claims => claims["exp"] = now + 86_500),
                "4 signed by the authority of X.509-SVIDs" => Svid(certificates),
                "4 signed by a stranger" => Svid(stranger),
                _ => throw new InvalidOperationException(rule),
            },
            because);
    }

    [Fact]
    public async Task Bundle_section_4_2_Of_a_published_bundle_the_keys_for_JWT_SVIDs_alone_count()
    {
        using var key = ClientKeyPair.Es256("jwt");
        using var certificates = ClientKeyPair.Es256("x509");
        using var plain = ClientKeyPair.Es256("plain");
        var path = fixture.NewPath();
        fixture.Host.Publish(path, ClientKeyPair.SetOf(WithUse(certificates, "x509-svid"), WithUse(key, "jwt-svid"), plain.ToJwk()));
        var trust = Trust(null);
        trust["jwks_url"] = fixture.Host.UrlOf(path);
        var client = await CreateAsync(Server, trust);

        await client.AssertAcceptedAsync(Svid(key));
        await client.AssertRefusedAsync(Svid(certificates), "publishes no usable key of the token's kid");
        await client.AssertRefusedAsync(Svid(plain), "publishes no usable key of the token's kid");
    }

    private static JsonObject Trust(JsonObject? bundle) => new()
    {
        ["name"] = "mesh",
        ["trust_domain"] = Domain,
        ["conditions"] = new JsonArray(Condition("sub", "prefix", Domain + "/ns/prod/")),
        ["jwks"] = bundle,
    };

    private static JsonObject Bundle(ClientKeyPair key)
    {
        var bundle = ClientKeyPair.SetOf(WithUse(key, "jwt-svid"));
        bundle["spiffe_sequence"] = 1;
        bundle["spiffe_refresh_hint"] = 300;
        return bundle;
    }

    private static JsonObject WithUse(ClientKeyPair key, string use)
    {
        var jwk = key.ToJwk();
        jwk["use"] = use;
        return jwk;
    }

    private string Svid(ClientKeyPair key, Action<JsonObject>? claims = null, Action<JsonObject>? header = null)
    {
        var members = key.Header();
        var payload = new JsonObject
        {
            ["sub"] = Workload,
            ["aud"] = Server.Issuer,
            ["exp"] = Server.Time.GetUtcNow().ToUnixTimeSeconds() + 300,
        };
        header?.Invoke(members);
        claims?.Invoke(payload);
        return key.Sign(members, payload);
    }
}
