using System.Globalization;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>What makes a user, and how one is shown.</summary>
internal static class UserRules
{
    /// <summary>A new user, active, who was given nothing yet.</summary>
    public static User NewUser(Guid tenantId, string name, string email, DateTimeOffset now)
    {
        var principal = new Principal
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenantId,
            Kind = PrincipalKind.User,
            Status = PrincipalStatus.Active,
            Number = Principal.CreateNumber(),
        };
        return new User
        {
            Id = principal.Id,
            Principal = principal,
            TenantId = tenantId,
            Name = name,
            Email = email,
            NormalizedEmail = User.Normalize(email),
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>Those whose name or e-mail address begins with a text, whatever its case.</summary>
    public static IQueryable<User> StartingWith(IQueryable<User> users, string prefix)
    {
        var (name, email) = (prefix.ToUpperInvariant(), User.Normalize(prefix));
#pragma warning disable CA1304, CA1311, CA1862 // The database makes the upper case, and it has no culture.
        return users.Where(u => u.NormalizedEmail.StartsWith(email) || u.Name.ToUpper().StartsWith(name));
#pragma warning restore CA1304, CA1311, CA1862
    }

    public static UserResponse Show(User user) => new()
    {
        Id = user.Id,
        Kind = Words.Of(PrincipalKind.User),
        Number = user.Principal.Number.ToString(CultureInfo.InvariantCulture),
        Name = user.Name,
        Email = user.Email,
        Status = Words.Of(user.Principal.Status),
        CreatedAt = user.CreatedAt,
        UpdatedAt = user.UpdatedAt,
        Version = user.Version,
    };
}
