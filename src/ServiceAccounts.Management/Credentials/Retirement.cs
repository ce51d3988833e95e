using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Credentials;

/// <summary>
/// Rotation by evidence: a credential can go when another one is in use since it was last used itself, and it has been unused
/// for some days.
/// </summary>
internal static class Retirement
{
    /// <summary>How long a credential is unused before it counts as out of use, unless the caller says.</summary>
    public const int DefaultUnusedDays = 7;

    /// <summary>The most days that a caller may ask for.</summary>
    public const int MaxUnusedDays = 365;

    /// <summary>What is wrong with the days that a caller named, or null.</summary>
    public static OperationError? WhyInvalid(int unusedDays)
    {
        var fields = new Fields();
        if (unusedDays is < 1 or > MaxUnusedDays)
        {
            fields.Add("unused_days", $"It is a number from 1 to {MaxUnusedDays}.");
        }

        return fields.AreValid ? null : fields.Error;
    }

    /// <summary>Whether a credential can go, given all of the same owner.</summary>
    public static RetirementResponse Of(CredentialLife credential, IReadOnlyCollection<CredentialLife> all, int unusedDays, DateTimeOffset now)
    {
        if (!credential.IsActive(now))
        {
            return new RetirementResponse(true, "expired", "It has expired: nothing authenticates with it any more.");
        }

        var others = all.Where(other => other.Id != credential.Id && other.IsActive(now)).ToList();
        if (others.Count == 0)
        {
            return new RetirementResponse(false, "only_active", "It is the only active one: make another first, and put it to use.");
        }

        var since = credential.UsedAt ?? credential.CreatedAt;
        var days = (int)(now - since).TotalDays;
        var unused = now - since >= TimeSpan.FromDays(unusedDays);
        if (credential.UsedAt is null && !unused)
        {
            return new RetirementResponse(
                false, "recently_made", $"It was made {Ago(days)} and has not been used yet: who is to use it may still be waiting for it.");
        }

        if (!others.Exists(other => other.UsedAt > since))
        {
            return new RetirementResponse(
                false, "others_unused",
                $"No other active one has been used since it was {(credential.UsedAt is null ? "made" : "last used")}: put another to use first.");
        }

        return (credential.UsedAt, unused) switch
        {
            (null, _) => new(true, "never_used", $"It was made {Ago(days)} and never used, and another one is in use."),
            (_, true) => new(true, "unused", $"It was last used {Ago(days)}, and another one has been in use since."),
            _ => new(false, "recently_used", $"It was last used {Ago(days)}: somebody may still depend on it. It is to be unused for {Count(unusedDays)}."),
        };
    }

    private static string Ago(int days) => days == 0 ? "less than a day ago" : Count(days) + " ago";

    private static string Count(int days) => days == 1 ? "1 day" : $"{days} days";
}

/// <summary>What the life of a credential tells of its use.</summary>
internal sealed record CredentialLife(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? UsedAt)
{
    public static CredentialLife Of(ClientSecret secret, LastUses uses) =>
        new(secret.Id, secret.CreatedAt, secret.ExpiresAt, uses.Of(secret.Id)?.UsedAt);

    public static CredentialLife Of(ClientCertificate certificate, LastUses uses) =>
        new(certificate.Id, certificate.CreatedAt, certificate.ExpiresAt, uses.Of(certificate.Id)?.UsedAt);

    public static CredentialLife Of(ApiToken token, LastUses uses) =>
        new(token.Id, token.CreatedAt, token.ExpiresAt, uses.Of(token.Id)?.UsedAt);

    public bool IsActive(DateTimeOffset now) => !(ExpiresAt <= now);
}
