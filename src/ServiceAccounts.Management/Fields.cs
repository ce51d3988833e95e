using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ServiceAccounts.Management;

/// <summary>Collects what is wrong with a request, so that its sender learns all of it at once.</summary>
internal sealed class Fields
{
    // Two names that look the same must not be two: what a reader cannot see does not belong into one.
    private static readonly FrozenSet<UnicodeCategory> Invisible = new[]
    {
        UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.LineSeparator, UnicodeCategory.ParagraphSeparator,
        UnicodeCategory.PrivateUse, UnicodeCategory.Surrogate, UnicodeCategory.OtherNotAssigned,
    }.ToFrozenSet();

    // RFC 3339; only these: a looser reader takes a time of day for one of today.
    private static readonly string[] TimeFormats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd"];

    private readonly Dictionary<string, string> _problems;
    private readonly string _prefix;

    /// <summary>The fields of a request.</summary>
    public Fields()
        : this(string.Empty, new Dictionary<string, string>(StringComparer.Ordinal))
    {
    }

    private Fields(string prefix, Dictionary<string, string> problems) => (_prefix, _problems) = (prefix, problems);

    public bool AreValid => _problems.Count == 0;

    public OperationError Error => OperationError.Invalid(_problems);

    /// <summary>The fields of an object within the request, at the path that <paramref name="prefix"/> begins.</summary>
    public Fields Within(string prefix) => new(_prefix + prefix, _problems);

    public void Add(string field, string problem) => _problems.TryAdd(_prefix + field, problem);

    /// <summary>A name of a thing: trimmed, and not empty.</summary>
    public string Name(string field, string? value, int maxLength)
    {
        var name = value?.Trim() ?? string.Empty;
        if (name.Length == 0 || name.Length > maxLength)
        {
            Add(field, $"It is required: 1 to {maxLength} characters.");
        }
        else if (name.EnumerateRunes().Any(rune => Invisible.Contains(Rune.GetUnicodeCategory(rune))))
        {
            Add(field, "It has a control character, or one that nobody sees.");
        }

        return name;
    }

    /// <summary>A text that may be absent; an empty one counts as absent.</summary>
    public string? Text(string field, string? value, int maxLength)
    {
        var text = string.IsNullOrWhiteSpace(value) ? null : value.Trim();
        if (text?.Length > maxLength)
        {
            Add(field, $"It has more than {maxLength} characters.");
        }
        else if (text?.Contains('\0', StringComparison.Ordinal) == true)
        {
            Add(field, "It has a NUL character.");
        }

        return text;
    }

    /// <summary>A time as RFC 3339 has it, or a day, where there is one.</summary>
    public DateTimeOffset? Time(string field, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        // Away from both ends of the calendar, so that nothing that is counted from it leaves it.
        if (DateTimeOffset.TryParseExact(value, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.UtcDateTime.Year is >= 1970 and < 9000)
        {
            return time;
        }

        Add(field, "It is no time, such as 2026-01-31T12:00:00Z.");
        return null;
    }

    /// <summary>When something is to end, where it is: not before it begins.</summary>
    public DateTimeOffset? End(string field, DateTimeOffset? value, DateTimeOffset now)
    {
        if (value <= now)
        {
            Add(field, "It lies in the past.");
        }

        return value?.ToUniversalTime();
    }

    /// <summary>An id, where there is one.</summary>
    public Guid? Id(string field, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        if (Guid.TryParseExact(value, "D", out var id))
        {
            return id;
        }

        Add(field, "It is no id.");
        return null;
    }

    /// <summary>One of a few words, where there is one.</summary>
    public T? OneOfOrNone<T>(string field, string? value, IReadOnlyDictionary<string, T> words)
        where T : struct => string.IsNullOrEmpty(value) ? null : OneOf(field, value, words);

    /// <summary>One of a few words.</summary>
    public T? OneOf<T>(string field, string? value, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (value is not null && words.TryGetValue(value, out var found))
        {
            return found;
        }

        Add(field, $"It is one of {string.Join(", ", words.Keys)}.");
        return null;
    }
}
