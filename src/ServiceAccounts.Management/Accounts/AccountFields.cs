using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Reads the fields that a new account and a change of one have in common.</summary>
internal static class AccountFields
{
    public static string? Email(string? value, Fields fields) => EmailAddress.ReadOrNone(value, fields);

    public static string? OwnerContact(string? value, Fields fields)
    {
        var text = fields.Text("owner_contact", value, ServiceAccount.MaxOwnerContactLength);
        if (text?.Any(char.IsControl) == true)
        {
            fields.Add("owner_contact", "It has a control character.");
        }

        return text;
    }
}
