using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>
/// A few service accounts, the operations on them and their credentials, and what each must be afterwards: what the server
/// says is compared with that after every operation.
/// </summary>
internal sealed class AccountWorld(RunningServer server, HttpClient http)
{
    private const string Accounts = ApiCaller.Accounts;
    private const int MaxAccounts = 3;

    private readonly List<AccountUnderTest> _accounts = [];

    public static IReadOnlyList<string> Operations { get; } =
    [
        "create", "create expiring", "deactivate", "activate", "delete", "disable", "enable", "set lifetime",
        "add secret", "add expiring secret", "delete secret", "delete secret by text", "replace secret",
        "get token", "get token", "generate token", "revoke token", "regenerate tokens", "revoke all", "pass time",
    ];

    private DateTimeOffset Now => server.Time.GetUtcNow();

    public async Task RunAsync(IReadOnlyList<Step> steps)
    {
        await CreateAsync(null);
        foreach (var step in steps)
        {
            await DoAsync(step, Step.Choose(_accounts, step.To));
            foreach (var account in _accounts)
            {
                await CheckAsync(account);
            }
        }
    }

    private Task DoAsync(Step step, AccountUnderTest account) => step.Does switch
    {
        "create" => CreateAsync(null),
        "create expiring" => CreateAsync(Now.AddMinutes(5 + step.With)),
        "deactivate" => SetAsync(account, "deactivate", () => (account.IsActive, account.Epoch) = (false, account.Epoch + (account.IsActive ? 1 : 0))),
        "activate" => ActivateAsync(account),
        "revoke all" => SetAsync(account, "revoke-all", () => account.Epoch++),
        "delete" => DeleteAsync(account),
        "disable" => PatchApplicationAsync(account, "enabled", false, () => (account.IsEnabled, account.Epoch) = (false, account.Epoch + (account.IsEnabled ? 1 : 0))),
        "enable" => PatchApplicationAsync(account, "enabled", true, () => account.IsEnabled = true),
        "set lifetime" => PatchApplicationAsync(
            account, "access_token_ttl_seconds", 60 + (step.With * 100), () => account.TtlSeconds = 60 + (step.With * 100)),
        "add secret" => AddSecretAsync(account, null),
        "add expiring secret" => AddSecretAsync(account, Now.AddMinutes(1 + step.With)),
        "delete secret" => DeleteSecretAsync(account, Step.Choose(account.Secrets, step.With), byText: false),
        "delete secret by text" => DeleteSecretAsync(account, Step.Choose(account.Secrets, step.With), byText: true),
        "replace secret" => ReplaceSecretAsync(account),
        "get token" => GetTokenAsync(account, Step.Choose(account.Secrets, step.With)),
        "generate token" => GenerateTokenAsync(account, "tokens"),
        "revoke token" => account.ApiTokens.Count == 0 ? Task.CompletedTask : RevokeTokenAsync(account, Step.Choose(account.ApiTokens, step.With)),
        "regenerate tokens" => GenerateTokenAsync(account, "tokens/regenerate"),
        _ => PassTime(step.With),
    };

    private Task PassTime(int minutes)
    {
        server.Time.Advance(TimeSpan.FromMinutes(minutes));
        return Task.CompletedTask;
    }

    private async Task CreateAsync(DateTimeOffset? expiresAt)
    {
        if (_accounts.Count(account => !account.IsDeleted) >= MaxAccounts)
        {
            return;
        }

        // What it holds lets it ask our own API who it is, and get a token for it.
        var request = ApiCaller.NewAccount("oauth_client_secret", SystemRole.Member.Id);
        request["expires_at"] = expiresAt?.ToString("O");
        var (_, made) = await SendAsync(HttpMethod.Post, Accounts, request, HttpStatusCode.Created);
        var application = made!["applications"]![0]!;
        var account = new AccountUnderTest
        {
            Id = made["id"]!.GetValue<string>(),
            ClientId = application["client_id"]!.GetValue<string>(),
            Handle = made["handle"]!.GetValue<string>(),
            ExpiresAt = expiresAt,
        };
        account.Secrets.Add(Secret(application["secrets"]![0]!, null));
        _accounts.Add(account);
    }

    private async Task SetAsync(AccountUnderTest account, string how, Action then)
    {
        await SendAsync(HttpMethod.Post, $"{Accounts}/{account.Id}/{how}", null, Expected(account, HttpStatusCode.OK));
        Then(account, then);
    }

    private async Task ActivateAsync(AccountUnderTest account)
    {
        var isExpired = account.ExpiresAt <= Now;
        await SendAsync(
            HttpMethod.Post, $"{Accounts}/{account.Id}/activate", null,
            Expected(account, isExpired ? HttpStatusCode.Conflict : HttpStatusCode.OK));
        Then(account, () => account.IsActive |= !isExpired);
    }

    private async Task DeleteAsync(AccountUnderTest account)
    {
        await SendAsync(HttpMethod.Delete, $"{Accounts}/{account.Id}", null, Expected(account, HttpStatusCode.NoContent));
        account.IsDeleted = true;
    }

    private async Task PatchApplicationAsync(AccountUnderTest account, string member, JsonNode value, Action then)
    {
        await SendAsync(
            HttpMethod.Patch, $"{Accounts}/{account.Id}/applications/{account.ClientId}", new JsonObject { [member] = value },
            Expected(account, HttpStatusCode.OK));
        Then(account, then);
    }

    // Invariant 2: commands leave one or two active, whatever has expired meanwhile.
    private async Task AddSecretAsync(AccountUnderTest account, DateTimeOffset? expiresAt)
    {
        var fits = account.ActiveSecrets(Now).Count < 2;
        var (_, made) = await SendAsync(
            HttpMethod.Post, SecretsOf(account), new JsonObject { ["expires_at"] = expiresAt?.ToString("O") },
            Expected(account, fits ? HttpStatusCode.Created : HttpStatusCode.Conflict));
        Then(account, () => { if (fits) { account.Secrets.Add(Secret(made!, expiresAt)); } });
    }

    private async Task ReplaceSecretAsync(AccountUnderTest account)
    {
        var (_, made) = await SendAsync(
            HttpMethod.Post, SecretsOf(account) + "/replace", new JsonObject(), Expected(account, HttpStatusCode.Created));
        Then(account, () =>
        {
            account.Secrets.ForEach(secret => secret.IsDeleted = true);
            account.Secrets.Add(Secret(made!, null));
        });
    }

    private async Task DeleteSecretAsync(AccountUnderTest account, SecretUnderTest secret, bool byText)
    {
        var isLast = account.ActiveSecrets(Now) is [var last] && last == secret;
        var success = secret.IsDeleted ? HttpStatusCode.NotFound : isLast ? HttpStatusCode.Conflict : HttpStatusCode.NoContent;
        await (byText
            ? SendAsync(HttpMethod.Post, SecretsOf(account) + "/delete", new JsonObject { ["client_secret"] = secret.Text }, Expected(account, success))
            : SendAsync(HttpMethod.Delete, $"{SecretsOf(account)}/{secret.Id}", null, Expected(account, success)));
        Then(account, () => secret.IsDeleted |= success == HttpStatusCode.NoContent);
    }

    private async Task GenerateTokenAsync(AccountUnderTest account, string route)
    {
        var (_, made) = await SendAsync(
            HttpMethod.Post, $"/management/v1/principals/{account.Id}/{route}", new JsonObject(), Expected(account, HttpStatusCode.Created));
        Then(account, () =>
        {
            account.ApiTokens.ForEach(token => token.IsRevoked |= route != "tokens");
            account.ApiTokens.Add(new ApiTokenUnderTest(made!["id"]!.GetValue<string>(), made["token"]!.GetValue<string>()));
        });
    }

    private async Task RevokeTokenAsync(AccountUnderTest account, ApiTokenUnderTest token)
    {
        await SendAsync(
            HttpMethod.Delete, $"/management/v1/principals/{account.Id}/tokens/{token.Id}", null,
            Expected(account, token.IsRevoked ? HttpStatusCode.NotFound : HttpStatusCode.NoContent));
        token.IsRevoked = true;
    }

    // Invariants 3 and 10: who may get a token, and for how long.
    private async Task GetTokenAsync(AccountUnderTest account, SecretUnderTest secret)
    {
        var gets = account.GetsTokens(secret, Now);
        using var response = await server.RequestTokenAsync(
            SecretClient.BasicOf(account.ClientId, secret.Text), ("grant_type", "client_credentials"), ("resource", server.Issuer));
        Assert.Equal(gets ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
        if (gets)
        {
            var answer = await response.JsonAsync();
            var issuedAt = DateTimeOffset.FromUnixTimeSeconds(Now.ToUnixTimeSeconds());
            var end = new[] { issuedAt.AddSeconds(account.TtlSeconds), account.ExpiresAt, secret.ExpiresAt }.Min()!.Value;
            Assert.Equal((long)(end - issuedAt).TotalSeconds, answer["expires_in"]!.GetValue<long>());
            account.Issued.Add(new IssuedToken(answer["access_token"]!.GetValue<string>(), secret, account.Epoch, end));
        }
    }

    private async Task CheckAsync(AccountUnderTest account)
    {
        var (_, shown) = await SendAsync(HttpMethod.Get, $"{Accounts}/{account.Id}", null, Expected(account, HttpStatusCode.OK));
        if (!account.IsDeleted)
        {
            // Invariant 4, and what is shown of a state is what holds.
            var application = shown!["applications"]![0]!;
            Assert.Equal(
                (account.Handle, account.ClientId, "oauth_client_secret", account.Works(Now) ? "active" : "inactive"),
                (shown["handle"]!.GetValue<string>(), application["client_id"]!.GetValue<string>(), shown["auth_type"]!.GetValue<string>(),
                    shown["status"]!.GetValue<string>()));
            Assert.Equal(
                account.Secrets.Where(secret => !secret.IsDeleted).Select(secret => secret.Id).Order(StringComparer.Ordinal),
                application["secrets"]!.AsArray().Select(secret => secret!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        }

        foreach (var token in account.ApiTokens)
        {
            await AssertAcceptedAsync(token.Text, account.Works(Now) && !token.IsRevoked);
        }

        foreach (var token in account.Issued)
        {
            await AssertAcceptedAsync(token.Text, account.Accepts(token, Now));
        }
    }

    private async Task AssertAcceptedAsync(string credential, bool isAccepted)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/management/v1/roles?limit=1")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", credential) },
        };
        using var response = await http.SendAsync(request);
        Assert.Equal(isAccepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        HttpMethod method, string path, JsonNode? body, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : ApiCaller.Json(body.ToJsonString()) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.AdminToken);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} instead of {(int)expected}: {text}");
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private static HttpStatusCode Expected(AccountUnderTest account, HttpStatusCode otherwise) =>
        account.IsDeleted ? HttpStatusCode.NotFound : otherwise;

    private static void Then(AccountUnderTest account, Action then)
    {
        if (!account.IsDeleted)
        {
            then();
        }
    }

    private static SecretUnderTest Secret(JsonNode made, DateTimeOffset? expiresAt) =>
        new(made["id"]!.GetValue<string>(), made["client_secret"]!.GetValue<string>(), expiresAt);

    private static string SecretsOf(AccountUnderTest account) => $"{Accounts}/{account.Id}/applications/{account.ClientId}/secrets";
}
