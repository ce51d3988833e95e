using System.Text;

namespace ServiceAccounts.Management;

/// <summary>A word for URLs, made from a name: lower-case letters, digits and single hyphens.</summary>
internal static class Slug
{
    private const int MaxLength = 200;

    /// <summary>The word of a name; <paramref name="otherwise"/> where no letter of it can stand in one.</summary>
    public static string Of(string name, string otherwise)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var trimmed = slug.ToString(0, Math.Min(slug.Length, MaxLength)).Trim('-');
        return trimmed.Length > 0 ? trimmed : otherwise;
    }

    /// <summary>Whether a text is such a word of at most <paramref name="maxLength"/> characters: a DNS label at 63.</summary>
    public static bool Is(string text, int maxLength) =>
        text.Length > 0 && text.Length <= maxLength && text[0] != '-' && text[^1] != '-'
        && !text.Contains("--", StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
