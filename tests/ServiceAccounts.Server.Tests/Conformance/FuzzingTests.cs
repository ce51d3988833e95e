using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Whatever is sent, the server does not fail, and its OAuth endpoints answer in the form of RFC 6749 section 5.2.</summary>
public sealed class FuzzingTests(FuzzedServer fixture) : IClassFixture<FuzzedServer>
{
    private const int Connections = 4;
    private const int MaxBodyBytes = 4_096;

    private static readonly string[] Endpoints = ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke"];

    private static readonly string[] Errors =
    [
        "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope", "invalid_target",
        "unsupported_token_type", "temporarily_unavailable", "invalid_token",
    ];

    [Fact]
    public Task A_mutated_form_gets_an_answer_of_RFC_6749() => SendAllAsync(
        12_000,
        mutator => Post(mutator.OneOf(Endpoints), mutator.Bytes(fixture.Forms, 4_096), mutator.Below(3) == 0 ? fixture.Basic : null),
        IsOAuthAnswer);

    [Fact]
    public Task A_mutated_authorization_header_gets_an_answer_of_RFC_6749() => SendAllAsync(
        6_000,
        mutator => Post(mutator.OneOf(Endpoints), mutator.OneOf(fixture.Forms), OneLine(mutator.Text(fixture.Authorizations, 1_024))),
        IsOAuthAnswer);

    [Fact]
    public Task A_mutated_credential_of_our_own_API_gets_a_problem_or_what_was_asked_for() => SendAllAsync(
        4_000,
        mutator => Encoding.Latin1.GetBytes(
            $"GET {ApiCaller.Self} HTTP/1.1\r\nHost: localhost\r\n{mutator.OneOf(FuzzedServer.CredentialHeaders)}: {OneLine(mutator.Text(fixture.Authorizations, 1_024))}\r\n\r\n"),
        IsManagementAnswer);

    [Fact]
    public Task A_mutated_body_of_our_own_API_gets_a_problem_or_is_done() => SendAllAsync(
        1_000,
        mutator => Post(ApiCaller.Accounts, mutator.Bytes(FuzzedServer.Accounts, 4_096), $"Bearer {fixture.Server.AdminToken}", "application/json"),
        answer => answer.Status == 201 || IsManagementAnswer(answer));

    [Fact]
    public Task Mutated_bytes_that_may_be_no_request_at_all_never_make_it_fail() => RunAsync(
        2_000,
        async (connection, mutator) =>
        {
            var bytes = mutator.Bytes([Post(Endpoints[0], fixture.Forms[0], fixture.Basic), Post(Endpoints[1], fixture.Forms[1], null)], 16_384);
            var answers = await connection.SendLastAsync(bytes);
            return answers.All(answer => answer is { Status: 505, Body.Length: 0 } || IsNoFailure(answer)) ? null : $"{Encoding.Latin1.GetString(bytes)}\n\n{string.Join("\n\n", answers)}";
        });

    private Task SendAllAsync(int count, Func<Mutator, byte[]> make, Func<RawAnswer, bool> isGood) => RunAsync(
        count,
        async (connection, mutator) =>
        {
            var request = make(mutator);
            var answer = await connection.SendAsync(request);
            return answer is not null && IsNoFailure(answer) && isGood(answer) ? null : $"{Encoding.Latin1.GetString(request)}\n\n{answer}";
        });

    // Each connection has every fourth case. Ids, secrets and tokens are the server's own, so a case is the same but for them.
    private async Task RunAsync(int count, Func<RawConnection, Mutator, Task<string?>> tryOneAsync)
    {
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async first =>
        {
            using var connection = new RawConnection(fixture.Port);
            for (var i = (ulong)first; i < FuzzRun.Cases(count); i += Connections)
            {
                var wrong = await tryOneAsync(connection, new Mutator(FuzzRun.Seed + i));
                Assert.True(wrong is null, $"FUZZ_SEED={FuzzRun.Seed + i}: {wrong}");
            }
        }));
        var failure = fixture.Server.Log.Lines.FirstOrDefault(IsFailure);
        Assert.True(failure is null, failure);
    }

    private static bool IsFailure(string line) =>
        line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal);

    private static bool IsNoFailure(RawAnswer answer) => answer.Status < 500 && answer.Body.Length <= MaxBodyBytes;

    private static bool IsOAuthAnswer(RawAnswer answer)
    {
        if (answer is { Status: 400, Body.Length: 0, Closes: true })
        {
            return true; // The web server itself: these were no headers.
        }

        var hasForm = answer.HeaderOf("Cache-Control") == "no-store";
        return hasForm && (answer.Status, answer.Body.Length) switch
        {
            (200, 0) => true, // RFC 7009 section 2.2.
            (200, _) => JsonNode.Parse(answer.Body) is JsonObject,
            _ => JsonNode.Parse(answer.Body) is JsonObject error
                && Errors.Contains(error["error"]?.GetValue<string>())
                && error["error_description"]!.GetValue<string>().All(c => c is >= '\x20' and <= '\x7E' and not ('"' or '\\'))
                && (answer.Status != 401 || answer.HeaderOf("WWW-Authenticate") is not null),
        };
    }

    private static bool IsManagementAnswer(RawAnswer answer) =>
        answer is { Status: 400, Body.Length: 0, Closes: true }
        || (answer.Status == 200
            ? JsonNode.Parse(answer.Body) is JsonObject
            : answer.HeaderOf("Content-Type")?.StartsWith("application/problem+json", StringComparison.Ordinal) == true
                && JsonNode.Parse(answer.Body)!["code"] is not null);

    private static byte[] Post(string path, byte[] body, string? authorization, string type = "application/x-www-form-urlencoded") =>
    [
        .. Encoding.Latin1.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n"
            + (authorization is null ? "\r\n" : $"Authorization: {authorization}\r\n\r\n")),
        .. body,
    ];

    // A line break would end the header, and what follows would be another request.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}

/// <summary>A server on plain HTTP, with clients of each kind.</summary>
public sealed class FuzzedServer : IAsyncLifetime
{
    private RunningServer? _server;

    internal static string[] CredentialHeaders { get; } = ["Authorization", "X-API-Key", "X-AUTH-TOKEN"];

    internal static byte[][] Accounts { get; } =
    [
        .. new[]
        {
            """{"name":"a","auth_type":"oauth_client_secret","role_ids":["01990000-0000-7000-8000-000000000007"],"labels":{"team":"billing"},"expires_at":null}""",
            """{"name":"b","auth_type":"api_key","description":"x","permissions":[],"group_ids":[]}""",
            """{"name":"c","auth_type":"oauth_private_key_jwt","jwks":{"keys":[{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}]},"access_token_ttl_seconds":900}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    internal int Port { get; private set; }

    internal string Basic { get; private set; } = string.Empty;

    internal byte[][] Forms { get; private set; } = [];

    internal string[] Authorizations { get; private set; } = [];

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(
            null, builder => builder.WebHost.UseUrls($"{builder.Configuration["urls"]};http://127.0.0.1:0"));
        Port = Server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => new Uri(address)).Single(address => address.Scheme == "http").Port;

        var client = await Server.CreateSecretClientAsync();
        using var key = ClientKeyPair.Es256();
        var signer = await Server.CreateAssertionClientAsync(key);
        using var issued = await Server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        var token = (await issued.JsonAsync())["access_token"]!.GetValue<string>();
        Basic = client.Basic;
        Authorizations = [client.Basic, SecretClient.BasicOf(client.ClientId, "wrong"), $"Bearer {Server.AdminToken}", $"Bearer {token}", Server.AdminToken];
        Forms =
        [
            .. new[]
            {
                "grant_type=client_credentials",
                $"grant_type=client_credentials&client_id={client.ClientId}&client_secret={client.Secret}&scope=api%3Aread",
                $"grant_type=client_credentials&client_assertion_type={Uri.EscapeDataString(AssertionClient.AssertionType)}&client_assertion={signer.Assertion()}",
                $"client_id={client.ClientId}&client_secret={client.Secret}&token={token}&token_type_hint=access_token",
                $"token={Server.AdminToken}&client_id={client.ClientId}",
                "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=" + token
                    + "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&resource=https%3A%2F%2Fapi.example",
            }.Select(Encoding.UTF8.GetBytes),
        ];
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
