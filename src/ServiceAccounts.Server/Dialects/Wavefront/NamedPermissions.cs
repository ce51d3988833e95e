using ServiceAccounts.Contracts.Access;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>
/// Reads the permissions that a request names. The first of Wavefront's product that is given in a tenant makes the Api that
/// defines them, with the caller's own rights.
/// </summary>
internal sealed class NamedPermissions(ApiCreation apis, TenantAccessStore tenants, TenantStore names, Issuer issuer)
{
    // Every credential is longer than this: one that was sent by mistake is not repeated.
    private const int MaxShownLength = 40;

    private readonly string _apisOfTenants = issuer.UrlOf("/apis/");

    /// <summary>The names of a tenant's permissions.</summary>
    public PermissionTable TableOf(TenantAccess tenant) => new(tenant, _apisOfTenants);

    /// <summary>
    /// Permissions that are to be given, as the operations name them, and the caller in the tenant that then defines them. Who has
    /// none of <paramref name="needs"/> anywhere is refused before an Api is made: the operation would refuse it afterwards.
    /// </summary>
    public async Task<Outcome<GivenPermissions>> GiveAsync(
        Caller caller, string[] needs, string field, IReadOnlyList<string?> given, CancellationToken cancellationToken)
    {
        var table = TableOf(caller.Tenant);
        if (WhyUnknown(given, table) is { } problem)
        {
            return OperationError.Invalid(new Dictionary<string, string> { [field] = problem });
        }

        if (table.Api is null && given.Any(name => WavefrontPermissions.OfProduct.Contains(name!))) // A null was refused.
        {
            if (!needs.Any(caller.CanAnywhere))
            {
                return OperationError.Forbidden(needs[0]);
            }

            var made = await MakeApiAsync(caller, cancellationToken);
            if (!made.Succeeded)
            {
                return made.Error;
            }

            caller = made.Value;
            table = TableOf(caller.Tenant);
        }

        var missing = given.FirstOrDefault(name => WavefrontPermissions.OfProduct.Contains(name!) && table.Api?.Permissions.Contains(name!) != true);
        return missing is null
            ? new GivenPermissions(caller, Names(given, table))
            : OperationError.Invalid(new Dictionary<string, string>
            {
                [field] = $"The Api {table.Api?.Identifier} does not define {missing} any more: an administrator adds it with PATCH /management/v1/apis.",
            });
    }

    /// <summary>Permissions that are to be taken, as the operations name them: what nobody can have is left out.</summary>
    public Outcome<GivenPermissions> Take(Caller caller, string field, IReadOnlyList<string?> taken)
    {
        var table = TableOf(caller.Tenant);
        return WhyUnknown(taken, table) is { } problem
            ? OperationError.Invalid(new Dictionary<string, string> { [field] = problem })
            : new GivenPermissions(caller, Names(
                [.. taken.Where(name => !WavefrontPermissions.OfProduct.Contains(name!) || table.Api?.Permissions.Contains(name!) == true)], table));
    }

    private static List<string> Names(IReadOnlyList<string?> names, PermissionTable table) =>
    [
        .. names.SelectMany(name => name switch
        {
            WavefrontPermissions.Accounts => WavefrontPermissions.OfAccounts.Select(PermissionTable.Qualify),
            _ when WavefrontPermissions.OfProduct.Contains(name!) => [PermissionTable.Qualify(new Permission(table.Api!.Id, name!))], // It was made where there was none.
            _ => Enumerable.Repeat(name!, 1),
        }).Distinct(StringComparer.Ordinal),
    ];

    private static string? WhyUnknown(IReadOnlyList<string?> names, PermissionTable table)
    {
        if (names.Contains(WavefrontPermissions.ApiTokens))
        {
            return $"{WavefrontPermissions.ApiTokens} is given to nobody: a service account cannot have it, and a user makes API tokens without it.";
        }

        var index = names.ToList().FindIndex(name => name is null || (!WavefrontPermissions.IsOwn(name) && table.Find(name) is null));
        return index < 0
            ? null
            : $"{(names[index] is { Length: > 0 and <= MaxShownLength } name ? name : $"[{index}]")} is no permission. It is one of "
                + $"{string.Join(", ", WavefrontPermissions.OfProduct)} and {WavefrontPermissions.Accounts}, or of those that an Api of the tenant defines: "
                + "POST /management/v1/apis defines others.";
    }

    // Two may do it at a time: for the one who comes second it is there.
    private async Task<Outcome<Caller>> MakeApiAsync(Caller caller, CancellationToken cancellationToken)
    {
        var tenantId = caller.Tenant.TenantId;
        if (await names.FindAsync(tenantId, cancellationToken) is not { } tenant)
        {
            return OperationError.NotFound("tenant");
        }

        var request = new CreateApiRequest
        {
            Identifier = _apisOfTenants + tenant.Realm + PermissionTable.ApiSuffix,
            Name = "Wavefront",
            Permissions = WavefrontPermissions.OfProduct,
        };
        var made = await apis.CreateAsync(caller, request, cancellationToken);
        if (!made.Succeeded && made.Error.Code != "identifier_taken")
        {
            return made.Error;
        }

        return await tenants.GetAsync(tenantId, cancellationToken) is { } now
            ? caller with { Tenant = now }
            : OperationError.NotFound("tenant");
    }
}

/// <summary>Permissions as the operations name them, and the caller in the tenant that defines them.</summary>
internal sealed record GivenPermissions(Caller Caller, IReadOnlyList<string> Names);
