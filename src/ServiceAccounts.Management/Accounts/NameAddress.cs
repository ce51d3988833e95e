using System.Security.Cryptography;
using System.Text;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>
/// E-mail addresses that are made from names of accounts, below a domain: two names of a tenant that fold to the same address
/// are not both taken, and the address follows the name. For surfaces on which an account is known by such an address.
/// </summary>
/// <param name="Domain">What follows the <c>@</c>, in lower case.</param>
public sealed record NameAddress(string Domain)
{
    // RFC 5321 section 4.5.3.1.1. Of a longer name the beginning is kept, and the digest tells it from others that begin alike.
    private const int MaxLocalLength = 64;
    private const int DigestLength = 16;

    /// <summary>The address of a name.</summary>
    public string Of(string name)
    {
        var local = new StringBuilder();
        foreach (var rune in name.Trim().ToLowerInvariant().EnumerateRunes())
        {
            local.Append(rune is { IsAscii: true, Value: var value } && char.IsAsciiLetterOrDigit((char)value) ? (char)value : '-');
        }

        var folded = local.ToString();
        if (folded.Length > MaxLocalLength)
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(folded)));
            folded = $"{folded[..(MaxLocalLength - DigestLength - 1)]}-{digest[..DigestLength]}";
        }

        return $"{folded}@{Domain}";
    }

    /// <summary>
    /// Gives an account that has been renamed the address of its name, where it has none or one below this domain: an address
    /// that somebody chose stays. No other writer comes between the check and what is saved.
    /// </summary>
    internal async Task<OperationError?> FollowAsync(
        ServiceAccountsDbContext db, ServiceAccount account, string formerName, CancellationToken cancellationToken)
    {
        if (account.Name == formerName || account.Email?.EndsWith("@" + Domain, StringComparison.Ordinal) == false)
        {
            return null;
        }

        var address = Of(account.Name);
        if (await Vacancy.IsAddressTakenAsync(db, account.TenantId, address, account.Id, cancellationToken))
        {
            return Vacancy.AddressTaken;
        }

        account.Email = address;
        return null;
    }
}
