namespace ServiceAccounts.Testing.Crashes;

/// <summary>What the server has answered about one account: what must be there after it was killed.</summary>
internal sealed class AnsweredAccount(string id, string clientId, ClientKeyPair? key)
{
    public string Id { get; } = id;

    public string ClientId { get; } = clientId;

    /// <summary>The key that its client signs with; null where it has a secret.</summary>
    public ClientKeyPair? Key { get; } = key;

    /// <summary>The secrets that were handed out.</summary>
    public List<string> Secrets { get; } = [];

    /// <summary>Secrets that were asked for or deleted without an answer: whether they work nobody knows.</summary>
    public bool SecretsAreUncertain { get; set; }

    /// <summary>Whether it is active; null where that was changed without an answer.</summary>
    public bool? IsActive { get; set; } = true;

    /// <summary>The tokens that were handed out since the last check: their <c>jti</c>.</summary>
    public List<string> Tokens { get; } = [];

    /// <summary>Assertions that were answered with a token.</summary>
    public List<string> UsedAssertions { get; } = [];
}

/// <summary>What a run found.</summary>
/// <param name="Kills">How often the server was killed.</param>
/// <param name="Accounts">How many accounts it had answered for.</param>
/// <param name="Changes">How many changes of them.</param>
/// <param name="Tokens">How many tokens it had answered with; each was looked for in the records.</param>
/// <param name="Unanswered">How many requests a kill left without an answer.</param>
/// <param name="Problems">What was not as it must be, each with its round; empty where all held.</param>
public sealed record CrashReport(int Kills, int Accounts, int Changes, int Tokens, int Unanswered, IReadOnlyList<string> Problems)
{
    /// <summary>The figures in one line.</summary>
    public override string ToString() =>
        $"{Kills} kills, {Accounts} accounts, {Changes} changes and {Tokens} tokens answered, {Unanswered} requests left without an answer: {Problems.Count} problems";
}
