using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Testing.Crashes;

/// <summary>
/// Starts the server's binary, keeps it busy, kills it at a random moment, starts it again on the same database and looks
/// whether everything it had answered is there; and so on.
/// </summary>
public sealed class CrashRun(string directory, ulong seed, params (string Name, string Value)[] environment)
{
    private const int Workers = 6;

    // Of accounts of earlier rounds some are looked at again.
    private const int EarlierAccounts = 10;

    private readonly SeededChance _chance = new(seed);
    private readonly string _adminToken = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
    private readonly string _url = ServerProcess.FreeUrl();

    /// <summary>Kills the server that many times; <paramref name="progress"/> gets a line a round.</summary>
    public async Task<CrashReport> RunAsync(int kills, TextWriter progress)
    {
        using var client = new CrashClient(new Uri(_url), _adminToken);
        var check = new CrashCheck(client, TimeProvider.System.GetUtcNow());
        List<AnsweredAccount> accounts = [];
        List<string> problems = [];
        var (changes, tokens, unanswered) = (0, 0, 0);
        var server = Start();
        try
        {
            await server.ReadyAsync();
            for (var kill = 1; kill <= kills; kill++)
            {
                var round = $"r{seed}-{kill}-";
                var workers = Enumerable.Range(0, Workers).Select(i => new CrashWorker(client, $"w{i}", (ulong)_chance.Below(int.MaxValue))).ToList();
                await WorkUntilKilledAsync(server, round, workers);
                server = await StartAgainAsync(server);

                var looked = workers.SelectMany(w => w.Accounts).Concat(Sample(accounts)).ToList();
                var found = workers.SelectMany(w => w.Problems).Concat(await check.RunAsync(round, looked)).ToList();
                problems.AddRange(found.Select(problem => $"{round[..^1]}: {problem}"));
                accounts.AddRange(workers.SelectMany(w => w.Accounts));
                changes += workers.Sum(w => w.Changes);
                tokens += workers.Sum(w => w.Tokens);
                unanswered += workers.Sum(w => w.Unanswered);
                await progress.WriteLineAsync($"kill {kill}: {accounts.Count} accounts, {changes} changes, {tokens} tokens, {problems.Count} problems");
            }
        }
        finally
        {
            await server.DisposeAsync();
        }

        return new CrashReport(kills, accounts.Count, changes, tokens, unanswered, problems);
    }

    private async Task WorkUntilKilledAsync(ServerProcess server, string round, List<CrashWorker> workers)
    {
        using var killed = new CancellationTokenSource();
        var work = workers.ConvertAll(worker => worker.RunAsync(round, killed.Token));

        // Most of them not before the first answers: a server that has just started takes its time over these.
        if (_chance.Below(4) > 0)
        {
            await Eventually.IsTrueAsync(() => work.TrueForAll(worker => worker.IsCompleted) || workers.Exists(worker => worker.Changes > 0));
        }

        await Task.Delay(20 + _chance.Below(880));
        await server.KillAsync();
        await killed.CancelAsync();
        await Task.WhenAll(work);
    }

    private async Task<ServerProcess> StartAgainAsync(ServerProcess killed)
    {
        await killed.DisposeAsync();

        // One in five is killed while it starts, and never gets as far as a request.
        if (_chance.Below(5) == 0)
        {
            await using var starting = Start();
            await Task.Delay(1 + _chance.Below(1_200));
        }

        var server = Start();
        await server.ReadyAsync();
        return server;
    }

    private IEnumerable<AnsweredAccount> Sample(List<AnsweredAccount> accounts) =>
        Enumerable.Range(0, accounts.Count == 0 ? 0 : EarlierAccounts).Select(_ => accounts[_chance.Below(accounts.Count)]).Distinct();

    private ServerProcess Start() => ServerProcess.Start(
        directory,
        [],
        [
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("ASPNETCORE_URLS", _url),
            ("ServiceAccounts__Bootstrap__Token", _adminToken),

            // Inactive accounts are asked for tokens on purpose.
            ("ServiceAccounts__Limits__FailuresPerMinutePerClient", "0"),
            ("ServiceAccounts__Limits__FailuresPerMinutePerAddress", "0"),
            .. environment,
        ]);
}
