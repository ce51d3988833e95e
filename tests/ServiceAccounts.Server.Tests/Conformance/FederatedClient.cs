using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Server.Tests.Outbound;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>An account whose application trusts an issuer, and both ways in which its workload asks for a token.</summary>
internal sealed class FederatedClient(RunningServer server, JsonObject created)
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>The account as it was created; each time anew.</summary>
    public JsonObject Created => created.DeepClone().AsObject();

    public string AccountId { get; } = created["id"]!.GetValue<string>();

    public string ClientId { get; } = created["applications"]![0]!["client_id"]!.GetValue<string>();

    /// <summary>The path of its federated credentials.</summary>
    public string Credentials => $"{ApiCaller.Accounts}/{AccountId}/applications/{ClientId}/federated-credentials";

    /// <summary>The first of them.</summary>
    public string Credential => $"{Credentials}/{created["applications"]![0]!["federated_credentials"]![0]!["id"]!.GetValue<string>()}";

    /// <summary>An issuer at a path of its own.</summary>
    public static OidcIssuer NewIssuer(KeyHostFixture fixture) =>
        new(fixture.Host, fixture.NewPath().Replace("/jwks.json", string.Empty, StringComparison.Ordinal), fixture.Server.Time);

    /// <summary>A condition as the management API has it.</summary>
    public static JsonObject Condition(string claim, string match, params string[] values) => new()
    {
        ["claim"] = claim,
        ["match"] = match,
        ["values"] = new JsonArray([.. values.Select(value => JsonValue.Create(value))]),
    };

    /// <summary>A request for a credential that trusts an issuer's workload-1.</summary>
    public static JsonObject Trust(OidcIssuer issuer, params JsonObject[] conditions) => new()
    {
        ["name"] = "platform",
        ["issuer"] = issuer.Url,
        ["conditions"] = new JsonArray(conditions is [] ? [Condition("sub", "equals", "workload-1")] : conditions),
    };

    public static async Task<FederatedClient> CreateAsync(RunningServer server, JsonObject? credential) => new(
        server,
        await server.CreateAccountAsync(new JsonObject
        {
            ["name"] = ApiCaller.NewName(),
            ["auth_type"] = "oauth_federated",
            ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole),
            ["federated_credential"] = credential,
        }));

    /// <summary>Asks with a client assertion.</summary>
    public Task<HttpResponseMessage> AskAsync(string token, params (string Name, string Value)[] more) => server.RequestTokenAsync(
    [
        ("grant_type", "client_credentials"), ("client_id", ClientId), ("client_assertion_type", AssertionClient.AssertionType),
        ("client_assertion", token), .. more,
    ]);

    /// <summary>Asks with the token as a grant.</summary>
    public Task<HttpResponseMessage> GrantAsync(string token, params (string Name, string Value)[] more) =>
        server.RequestTokenAsync([("grant_type", GrantType), ("client_id", ClientId), ("assertion", token), .. more]);

    /// <summary>The token gets one, in both ways.</summary>
    public async Task AssertAcceptedAsync(string token)
    {
        foreach (var ask in new[] { AskAsync, GrantAsync })
        {
            using var response = await ask(token, []);
            Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync() + LastRefusal());
        }
    }

    /// <summary>The token gets none in either way; the answers are those that a client gets that is none, and the log says why.</summary>
    public async Task AssertRefusedAsync(string token, string because)
    {
        var nobody = new FederatedClient(server, Created.With("sa_client_000000000000"));
        await AssertRefusedAsync(() => AskAsync(token), () => nobody.AskAsync(token), HttpStatusCode.Unauthorized, "invalid_client", because);
        await AssertRefusedAsync(() => GrantAsync(token), () => nobody.GrantAsync(token), HttpStatusCode.BadRequest, "invalid_grant", because);
    }

    private async Task AssertRefusedAsync(
        Func<Task<HttpResponseMessage>> ask, Func<Task<HttpResponseMessage>> askAsNobody, HttpStatusCode status, string error, string because)
    {
        using var stranger = await askAsNobody();
        var before = server.Log.Lines.Count;
        using var refused = await ask();

        Assert.True(refused.StatusCode == status, $"{(int)refused.StatusCode} {await refused.Content.ReadAsStringAsync()}");
        Assert.Equal(error, await refused.MemberAsync("error"));
        Assert.Equal(stranger.StatusCode, refused.StatusCode);
        Assert.Equal(await stranger.Content.ReadAsByteArrayAsync(), await refused.Content.ReadAsByteArrayAsync());
        var line = Assert.Single(server.Log.Lines.Skip(before), line => line.Contains(" 1101: Refused ", StringComparison.Ordinal));
        Assert.Contains(because, line, StringComparison.Ordinal);
    }

    private string LastRefusal() => server.Log.Lines.LastOrDefault(line => line.Contains(" 1101: Refused ", StringComparison.Ordinal)) ?? string.Empty;
}

/// <summary>Changes what an account was created as, or is to be created with.</summary>
internal static class CreatedAccounts
{
    public static JsonObject Named(this JsonObject credential, string name)
    {
        credential["name"] = name;
        return credential;
    }

    public static JsonObject With(this JsonObject created, string clientId)
    {
        created["applications"]![0]!["client_id"] = clientId;
        return created;
    }
}
