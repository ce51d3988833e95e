using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Reads the fields that a new account and a change of one have in common.</summary>
internal static class AccountFields
{
    public static string? Email(string? value, Fields fields)
    {
        var email = Line("email", value, User.MaxEmailLength, fields);
        if (email is not null && !IsAddress(email))
        {
            fields.Add("email", "It is no e-mail address: it has an @ with something on either side, and no space.");
        }

        return email;
    }

    public static string? OwnerContact(string? value, Fields fields) =>
        Line("owner_contact", value, ServiceAccount.MaxOwnerContactLength, fields);

    public static DateTimeOffset? ExpiresAt(DateTimeOffset? value, DateTimeOffset now, Fields fields)
    {
        if (value <= now)
        {
            fields.Add("expires_at", "It lies in the past.");
        }

        return value?.ToUniversalTime();
    }

    private static bool IsAddress(string email) =>
        email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < email.Length - 1 && !email.Any(char.IsWhiteSpace);

    private static string? Line(string field, string? value, int maxLength, Fields fields)
    {
        var text = fields.Text(field, value, maxLength);
        if (text?.Any(char.IsControl) == true)
        {
            fields.Add(field, "It has a control character.");
        }

        return text;
    }
}
