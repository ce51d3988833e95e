using System.Collections.Frozen;
using System.Text;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Tests;

/// <summary>A client and its Apis, ready made; a test changes with <c>with</c> what it is about.</summary>
internal static class TestClient
{
    public const string Id = "sa_client_0a1b2c3d4e5f";

    public static Issuer Issuer { get; } = new("https://issuer.example");

    public static Client Of(params ApiAccess[] apis) => new()
    {
        Id = Id,
        ApplicationId = new Guid("01990000-0000-7000-8000-00000000aaaa"),
        PrincipalId = new Guid("01990000-0000-7000-8000-00000000bbbb"),
        TenantId = new Guid("01990000-0000-7000-8000-00000000cccc"),
        OrganizationId = new Guid("01990000-0000-7000-8000-00000000eeee"),
        Epoch = 7,
        State = ClientState.Active,
        AuthenticationMethod = ClientAuthenticationMethod.ClientSecret,
        AccessTokenTtlSeconds = 3_600,
        Apis = [.. apis],
        DefaultApiId = apis.Length > 0 ? apis[0].Api.Id : Guid.Empty,
    };

    public static Client WithKeys(ClientKeySource keys) =>
        Of() with { AuthenticationMethod = ClientAuthenticationMethod.PrivateKeyJwt, Keys = keys };

    public static ClientKeySource InlineKeys(params TestKey[] keys)
    {
        Assert.True(ClientKeySet.TryParse(TestKey.SetOf([.. keys.Select(k => k.Jwk())]), out var set, out _));
        return new ClientKeySource(new Guid("01990000-0000-7000-8000-00000000dddd"), null, set, false, 600);
    }

    public static ApiAccess Access(string identifier, string permissions, string held) => new(Api(identifier, permissions), held.Split(' '));

    public static Api Api(string identifier, string permissions = "read write") => new()
    {
        Id = Guid.CreateVersion7(FixedTime.Noon.GetUtcNow()),
        Identifier = identifier,
        SigningAlgorithm = SignatureAlgorithms.ES256,
        Permissions = permissions.Split(' ').ToFrozenSet(StringComparer.Ordinal),
    };

    public static OAuthRequest Request(params (string Name, string Value)[] form)
    {
        var body = string.Join('&', form.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        return OAuthRequest.Read(Encoding.UTF8.GetBytes(body), default(RequestHead)).Value ?? throw new InvalidOperationException(body);
    }

    public static AssertionRules Rules(TimeProvider time, AssertionOptions? options = null) =>
        new(Issuer, Options.Create(options ?? new AssertionOptions()), time);
}
