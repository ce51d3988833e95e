using System.Collections.Immutable;

namespace ServiceAccounts.Protocol.OAuth;

/// <summary>Reads the <c>scope</c> parameter (RFC 6749 section 3.3).</summary>
public static class ScopeList
{
    /// <summary>The most scopes that one request may name.</summary>
    public const int MaxCount = 256;

    /// <summary>The scopes of a parameter, each once, in the order they came; empty where it is absent.</summary>
    public static bool TryParse(string? scope, out ImmutableArray<string> scopes)
    {
        scopes = [];
        if (scope is null)
        {
            return true;
        }

        var names = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > MaxCount || !names.All(IsScopeToken))
        {
            return false;
        }

        scopes = [.. names.Distinct(StringComparer.Ordinal)];
        return true;
    }

    /// <summary>Whether a string can be a scope: 1 to 255 printable ASCII characters without space, quote and backslash.</summary>
    public static bool IsScopeToken(string name) =>
        name.Length is > 0 and <= 255 && name.All(c => c is '\x21' or (>= '\x23' and <= '\x5B') or (>= '\x5D' and <= '\x7E'));
}
