namespace ServiceAccounts.Storage;

/// <summary>What came of looking at one thing.</summary>
/// <param name="Kind">How bad it is.</param>
/// <param name="What">What was looked at, and what it is like.</param>
/// <param name="Remedy">What to do; null where nothing is to be done.</param>
public sealed record Finding(FindingKind Kind, string What, string? Remedy = null)
{
    /// <summary>All is well.</summary>
    public static Finding Ok(string what) => new(FindingKind.Ok, what);

    /// <summary>The server works, and something is to be done.</summary>
    public static Finding Warning(string what, string remedy) => new(FindingKind.Warning, what, remedy);

    /// <summary>The server does not start, or not work.</summary>
    public static Finding Problem(string what, string remedy) => new(FindingKind.Problem, what, remedy);
}

/// <summary>How bad it is.</summary>
public enum FindingKind
{
    /// <summary>Not at all.</summary>
    Ok,

    /// <summary>The server works.</summary>
    Warning,

    /// <summary>The server does not.</summary>
    Problem,
}

/// <summary>What is peculiar to one database.</summary>
/// <param name="IsThere">Whether there is a database to look into; where not, the next start makes it or a finding says why not.</param>
/// <param name="Findings">What was found.</param>
public sealed record DatabaseCheck(bool IsThere, IReadOnlyList<Finding> Findings);
