using System.Text.Json.Nodes;

namespace ServiceAccounts.Server.Dialects.Rezolve;

/// <summary>What was done.</summary>
/// <typeparam name="T">What of it is told.</typeparam>
internal sealed record Answer<T>
{
    /// <summary>Always true.</summary>
    public required bool Success { get; init; }

    /// <summary>What was done, for people.</summary>
    public required string Message { get; init; }

    /// <summary>What of it is told.</summary>
    public required T Data { get; init; }

    /// <summary>When it was answered.</summary>
    public required DateTimeOffset Timestamp { get; init; }
}

/// <summary>Why something was not done.</summary>
internal sealed record ErrorAnswer
{
    /// <summary>Always false.</summary>
    public required bool Success { get; init; }

    /// <summary>What is wrong.</summary>
    public required ErrorModel Error { get; init; }

    /// <summary>When it was answered.</summary>
    public required DateTimeOffset Timestamp { get; init; }
}

/// <summary>What is wrong with a request.</summary>
internal sealed record ErrorModel
{
    /// <summary>A word for programs.</summary>
    public required string Code { get; init; }

    /// <summary>A sentence for people.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it: a text, or an object with a text for each member that is wrong.</summary>
    public required JsonNode Details { get; init; }
}

/// <summary>Which part of a list this is.</summary>
internal sealed record PaginationModel
{
    /// <summary>How many there are.</summary>
    public required int Total { get; init; }

    /// <summary>The most on a page.</summary>
    public required int Limit { get; init; }

    /// <summary>How many come before this page.</summary>
    public required int Offset { get; init; }

    /// <summary>Whether there are more after it.</summary>
    public required bool HasMore { get; init; }
}

/// <summary>Who made or ended something.</summary>
internal sealed record PersonModel
{
    /// <summary>The id of the user or service account.</summary>
    public required Guid Id { get; init; }

    /// <summary>What they were called.</summary>
    public required string Name { get; init; }

    /// <summary>The user's e-mail address; null for a service account, and for who is not a user of this tenant any more.</summary>
    public required string? Email { get; init; }
}

/// <summary>The tenant of something.</summary>
internal sealed record TenantNameModel
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }
}
