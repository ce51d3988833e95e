using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Access;

/// <summary>The filter <c>q</c> of a list: how a name begins, without regard to case.</summary>
internal static class NamePrefix
{
    public const string Escape = "\\";

    private const int MaxLength = 255;

    /// <summary>The pattern of the names that begin like that; null for no filter.</summary>
    public static string? PatternOf(string? prefix, Fields fields)
    {
        if (string.IsNullOrEmpty(prefix))
        {
            return null;
        }

        if (prefix.Length > MaxLength)
        {
            fields.Add("q", $"It has more than {MaxLength} characters.");
            return null;
        }

        // What a pattern means by these characters, a name does not.
        return ServiceAccount.Normalize(prefix)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal) + "%";
    }
}
