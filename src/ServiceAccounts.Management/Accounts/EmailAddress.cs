using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What may be an e-mail address: whether anybody reads it only a mail would show.</summary>
internal static class EmailAddress
{
    // RFC 5321 section 4.5.3.1.
    private const int MaxLocalLength = 64;
    private const int MaxDomainLength = 255;

    /// <summary>Reads one that is required.</summary>
    public static string Read(string? value, Fields fields)
    {
        var email = fields.Name("email", value, User.MaxEmailLength);
        var at = email.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > MaxLocalLength || at != email.LastIndexOf('@')
            || email.Length - at - 1 is < 1 or > MaxDomainLength || email.Any(char.IsWhiteSpace))
        {
            fields.Add("email", "It is not an e-mail address: name@domain, without space.");
        }

        return email;
    }

    /// <summary>Reads one that may be absent; an empty one counts as absent.</summary>
    public static string? ReadOrNone(string? value, Fields fields) => string.IsNullOrWhiteSpace(value) ? null : Read(value, fields);
}
