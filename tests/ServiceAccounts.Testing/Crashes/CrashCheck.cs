using System.Net;
using System.Text.Json.Nodes;

namespace ServiceAccounts.Testing.Crashes;

/// <summary>Looks, after a server was killed and started again, whether everything it had answered is there and nothing is half-made.</summary>
internal sealed class CrashCheck(CrashClient client, DateTimeOffset since)
{
    private readonly List<string> _problems = [];
    private JsonObject? _head;

    /// <summary>What is not as it must be.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(string round, IEnumerable<AnsweredAccount> answered)
    {
        _problems.Clear();
        await CheckJournalAsync();
        await CheckListAsync(round);
        foreach (var account in answered)
        {
            await CheckAccountAsync(account);
            await CheckRecordsAsync(account);
        }

        return [.. _problems];
    }

    // The chain holds, blocks included, and has the end that was seen after the kill before.
    private async Task CheckJournalAsync()
    {
        var request = new JsonObject { ["blocks"] = true };
        if (_head is not null)
        {
            request["heads"] = new JsonArray(new JsonObject { ["position"] = _head["position"]!.DeepClone(), ["seal"] = _head["seal"]!.DeepClone() });
        }

        var (status, verified) = await client.ManageAsync(HttpMethod.Post, "/journal/verify", request);
        if (status != HttpStatusCode.OK || !verified["verified"]!.GetValue<bool>())
        {
            _problems.Add($"the journal: {verified.ToJsonString()}");
            return;
        }

        _head = verified["head"]?.AsObject();
    }

    // Also those whose creation was never answered: each is there as a whole, or not at all.
    private async Task CheckListAsync(string round)
    {
        for (string? cursor = null; ;)
        {
            var (status, page) = await client.ManageAsync(
                HttpMethod.Get, $"/service-accounts?limit=200&q={round}{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            if (status != HttpStatusCode.OK)
            {
                _problems.Add($"the list: {(int)status} {page.ToJsonString()}");
                return;
            }

            foreach (var account in page["items"]!.AsArray())
            {
                var applications = account!["applications"]!.AsArray();
                var ok = applications.Count == 1 && account["role_ids"]!.AsArray().Count == 1
                    && (applications[0]!["authentication_method"]!.GetValue<string>() != "client_secret"
                        || applications[0]!["secrets"]!.AsArray().Count == 1);
                if (!ok)
                {
                    _problems.Add($"half-made: {account.ToJsonString()}");
                }
            }

            cursor = page["next_cursor"]?.GetValue<string>();
            if (cursor is null)
            {
                return;
            }
        }
    }

    private async Task CheckAccountAsync(AnsweredAccount account)
    {
        var (status, body) = await client.ManageAsync(HttpMethod.Get, $"/service-accounts/{account.Id}");
        if (status != HttpStatusCode.OK)
        {
            _problems.Add($"account {account.Id}: {(int)status} {body.ToJsonString()}");
            return;
        }

        var isActive = body["status"]!.GetValue<string>() == "active";
        if (account.IsActive is { } expected && expected != isActive)
        {
            _problems.Add($"account {account.Id} is {(isActive ? "active" : "inactive")} again");
        }

        account.IsActive = isActive;
        if (account.SecretsAreUncertain)
        {
            await FindOutSecretAsync(account);
        }

        foreach (var secret in account.Secrets)
        {
            var (answer, token) = await client.TokenBySecretAsync(account.ClientId, secret);
            Note(account, answer, token, isActive ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        }

        foreach (var assertion in account.UsedAssertions)
        {
            var (answer, token) = await client.TokenByAssertionAsync(assertion);
            Note(account, answer, token, HttpStatusCode.Unauthorized);
        }

        account.UsedAssertions.Clear();
    }

    // The old one works and no other, or a new one that nobody has: which one, does the server know.
    private async Task FindOutSecretAsync(AnsweredAccount account)
    {
        var (status, body) = await client.ManageAsync(
            HttpMethod.Post, $"/service-accounts/{account.Id}/applications/{account.ClientId}/secrets/replace", []);
        if (status != HttpStatusCode.Created)
        {
            _problems.Add($"account {account.Id}: its secret cannot be replaced, {(int)status} {body.ToJsonString()}");
            return;
        }

        account.Secrets.Clear();
        account.Secrets.Add(body["client_secret"]!.GetValue<string>());
        account.SecretsAreUncertain = false;
    }

    private void Note(AnsweredAccount account, HttpStatusCode status, JsonObject body, HttpStatusCode expected)
    {
        if (status != expected)
        {
            _problems.Add($"client {account.ClientId}: {(int)status} instead of {(int)expected}, {(status == HttpStatusCode.OK ? "a token" : body.ToJsonString())}");
        }

        if (status == HttpStatusCode.OK)
        {
            account.Tokens.Add(CrashClient.TokenIdOf(body));
        }
    }

    private async Task CheckRecordsAsync(AnsweredAccount account)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (string? cursor = null; ;)
        {
            var (status, page) = await client.ManageAsync(
                HttpMethod.Get,
                $"/issuances?client_id={account.ClientId}&from={since.AddMinutes(-1):yyyy-MM-ddTHH:mm:ssZ}&limit=200{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            if (status != HttpStatusCode.OK)
            {
                _problems.Add($"records of {account.ClientId}: {(int)status} {page.ToJsonString()}");
                return;
            }

            foreach (var id in page["items"]!.AsArray().Select(item => item!["token_id"]!.GetValue<string>()))
            {
                found[id] = found.GetValueOrDefault(id) + 1;
            }

            cursor = page["next_cursor"]?.GetValue<string>();
            if (cursor is null)
            {
                break;
            }
        }

        _problems.AddRange(account.Tokens.Where(id => !found.ContainsKey(id)).Select(id => $"token {id} of {account.ClientId} has no record"));
        _problems.AddRange(found.Where(id => id.Value > 1).Select(id => $"token {id.Key} of {account.ClientId} has {id.Value} records"));
        account.Tokens.Clear();
    }
}
