using System.Net;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Testing.Crashes;

/// <summary>One of those who keep the server busy until it is killed, with accounts of its own: it knows what it was answered.</summary>
internal sealed class CrashWorker(CrashClient client, string name, ulong seed)
{
    private readonly SeededChance _chance = new(seed);
    private readonly List<AnsweredAccount> _accounts = [];
    private int _named;

    /// <summary>What it was answered for, in order.</summary>
    public IReadOnlyList<AnsweredAccount> Accounts => _accounts;

    /// <summary>How many changes were answered.</summary>
    public int Changes { get; private set; }

    /// <summary>How many tokens were answered.</summary>
    public int Tokens { get; private set; }

    /// <summary>How many requests got no answer.</summary>
    public int Unanswered { get; private set; }

    /// <summary>What the server answered and must not.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Works until there is no answer any more.</summary>
    public async Task RunAsync(string round, CancellationToken killed)
    {
        while (!killed.IsCancellationRequested)
        {
            try
            {
                await StepAsync(round);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
            {
                Unanswered++;
                return;
            }
        }
    }

    private Task StepAsync(string round)
    {
        var account = _accounts.Count == 0 ? null : _accounts[_chance.Below(_accounts.Count)];
        return _chance.Below(10) switch
        {
            0 or 1 => CreateAsync(round),
            _ when account is null => CreateAsync(round),
            2 when account.Key is null && !account.SecretsAreUncertain => ChangeSecretsAsync(account),
            3 => SwitchAsync(account),
            _ => TokenAsync(account),
        };
    }

    private async Task CreateAsync(string round)
    {
        var key = _chance.Below(3) == 0 ? ClientKeyPair.Es256() : null;
        var request = new JsonObject
        {
            ["name"] = $"{round}{name}-{_named++}",
            ["auth_type"] = key is null ? "oauth_client_secret" : "oauth_private_key_jwt",
            ["role_ids"] = new JsonArray(RunningServer.ApiDefaultRole),
        };
        if (key is not null)
        {
            request["jwks"] = key.ToJwks();
        }

        var (status, body) = await client.ManageAsync(HttpMethod.Post, "/service-accounts", request);
        if (Expect(status, HttpStatusCode.Created, body))
        {
            var application = body["applications"]![0]!;
            var made = new AnsweredAccount(body["id"]!.GetValue<string>(), application["client_id"]!.GetValue<string>(), key);
            if (key is null)
            {
                made.Secrets.Add(application["secrets"]![0]!["client_secret"]!.GetValue<string>());
            }

            _accounts.Add(made);
            Changes++;
        }
    }

    // Replaced by exactly one: whoever was answered has the only one that works.
    private async Task ChangeSecretsAsync(AnsweredAccount account)
    {
        account.SecretsAreUncertain = true;
        var (status, body) = await client.ManageAsync(
            HttpMethod.Post, $"/service-accounts/{account.Id}/applications/{account.ClientId}/secrets/replace", []);
        if (Expect(status, HttpStatusCode.Created, body))
        {
            account.Secrets.Clear();
            account.Secrets.Add(body["client_secret"]!.GetValue<string>());
            account.SecretsAreUncertain = false;
            Changes++;
        }
    }

    private async Task SwitchAsync(AnsweredAccount account)
    {
        var activate = account.IsActive == false;
        account.IsActive = null;
        var (status, body) = await client.ManageAsync(HttpMethod.Post, $"/service-accounts/{account.Id}/{(activate ? "activate" : "deactivate")}");
        if (Expect(status, HttpStatusCode.OK, body))
        {
            account.IsActive = activate;
            Changes++;
        }
    }

    private async Task TokenAsync(AnsweredAccount account)
    {
        var assertion = account.Key is null ? null : client.AssertionOf(account);
        if (assertion is null && account.SecretsAreUncertain)
        {
            return;
        }

        var (status, body) = assertion is null
            ? await client.TokenBySecretAsync(account.ClientId, account.Secrets[^1])
            : await client.TokenByAssertionAsync(assertion);
        if (account.IsActive is not { } active || !Expect(status, active ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, body) || !active)
        {
            return;
        }

        account.Tokens.Add(CrashClient.TokenIdOf(body));
        if (assertion is not null)
        {
            account.UsedAssertions.Add(assertion);
        }

        Tokens++;
    }

    private bool Expect(HttpStatusCode status, HttpStatusCode expected, JsonObject body)
    {
        // A server that is being killed may answer nothing at all, but never anything wrong.
        if (status != expected)
        {
            Problems.Add($"{(int)status} instead of {(int)expected}: {body.ToJsonString()}");
        }

        return status == expected;
    }
}
