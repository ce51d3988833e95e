using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>What every answer of Wavefront is wrapped in.</summary>
/// <param name="Status">How it went.</param>
/// <param name="Response">What was asked for.</param>
internal sealed record Container<T>(ContainerStatus Status, T Response);

/// <summary>A refusal, in the same wrapping.</summary>
/// <param name="Status">How it went.</param>
/// <param name="Response">Always null.</param>
internal sealed record ErrorContainer(ContainerStatus Status, string? Response);

/// <summary>How a request went.</summary>
/// <param name="Result"><c>OK</c> or <c>ERROR</c>.</param>
/// <param name="Message">What is wrong, where, and what to do; empty where nothing is.</param>
/// <param name="Code">The status code of the answer.</param>
internal sealed record ContainerStatus([property: AllowedValues("OK", "ERROR")] string Result, string Message, int Code)
{
    /// <summary>All went well.</summary>
    public static ContainerStatus Ok { get; } = new("OK", string.Empty, StatusCodes.Status200OK);

    /// <summary>It was refused.</summary>
    public static ContainerStatus Error(int code, string message) => new("ERROR", message, code);
}

/// <summary>One page of a list.</summary>
internal sealed record Paged<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>How many were passed over.</summary>
    public required int Offset { get; init; }

    /// <summary>The most on a page.</summary>
    public required int Limit { get; init; }

    /// <summary>What to send as <c>cursor</c> for the next page, instead of an offset; null on the last.</summary>
    public required string? Cursor { get; init; }

    /// <summary>How many there are on all pages.</summary>
    public required int TotalItems { get; init; }

    public required bool MoreItems { get; init; }

    public required Sorting Sort { get; init; }
}

/// <summary>How a list is sorted.</summary>
internal sealed record Sorting(bool Ascending, string Field, bool Default)
{
    /// <summary>By when things were made: the only order there is.</summary>
    public static Sorting ByCreation { get; } = new(true, "created", true);
}
